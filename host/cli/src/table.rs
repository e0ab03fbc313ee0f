//! Tables and cards: plain columns, as wide as the terminal, with a bold head where colour is welcome.

use std::io;

use comfy_table::{Attribute, Cell, ContentArrangement, Table as Grid, presets};
use serde_json::Value;

use crate::output::{harmless, may_style};

/// What stands where there is nothing.
const NOTHING: &str = "-";

/// Rows under a head.
pub(crate) struct Table {
    grid: Grid,
}

impl Table {
    /// An empty table.
    pub(crate) fn new<const N: usize>(head: [&str; N]) -> Self {
        let mut grid = plain();
        grid.set_header(head.map(strong));
        Self { grid }
    }

    /// Adds a row. Its texts may be anybody's.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.grid.add_row(cells.map(|text| harmless(&text)));
    }

    /// The table, or `empty` where it has no rows.
    pub(crate) fn or(self, empty: &str) -> String {
        if self.grid.is_empty() { empty.to_owned() } else { finish(self.grid) }
    }
}

/// One thing: names on the left, values on the right.
pub(crate) struct Card {
    grid: Grid,
}

impl Card {
    /// An empty card.
    pub(crate) fn new() -> Self {
        Self { grid: plain() }
    }

    /// Adds a line.
    pub(crate) fn line(mut self, name: &str, value: impl AsRef<str>) -> Self {
        let value = harmless(value.as_ref());
        self.grid.add_row([strong(name), Cell::new(if value.is_empty() { NOTHING } else { &value })]);
        self
    }

    /// Adds a line for a part of a JSON value, by its pointer.
    pub(crate) fn part(self, name: &str, value: &Value, pointer: &str) -> Self {
        self.line(name, text(value, pointer))
    }

    /// The card.
    pub(crate) fn finish(self) -> String {
        finish(self.grid)
    }
}

/// A part of a JSON value as a person reads it: lists with commas, nothing as a dash.
pub(crate) fn text(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        None | Some(Value::Null) => NOTHING.to_owned(),
        Some(Value::String(text)) if text.is_empty() => NOTHING.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) if items.is_empty() => NOTHING.to_owned(),
        Some(Value::Array(items)) => items.iter().map(|item| text(item, "")).collect::<Vec<_>>().join(", "),
        Some(other) => other.to_string(),
    }
}

/// The entries of a list in a JSON value; none where there is no list.
pub(crate) fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A moment without fractions of a second, which nobody reads: `2026-11-23T10:00:00Z`.
pub(crate) fn moment(value: &Value, pointer: &str) -> String {
    let whole = text(value, pointer);
    match whole.split_once('.') {
        Some((seconds, rest)) => {
            let zone = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{seconds}{}", if zone == "+00:00" { "Z" } else { zone })
        }
        None => whole,
    }
}

fn plain() -> Grid {
    let mut grid = Grid::new();
    grid.load_style(presets::NOTHING);
    let arrangement = if grid.is_tty() { ContentArrangement::Dynamic } else { ContentArrangement::Disabled };
    grid.set_content_arrangement(arrangement);
    grid
}

fn strong(text: &str) -> Cell {
    let cell = Cell::new(text);
    if may_style(&io::stdout()) { cell.add_attribute(Attribute::Bold) } else { cell }
}

fn finish(mut grid: Grid) -> String {
    for column in grid.column_iter_mut() {
        column.set_padding((0, 2));
    }
    grid.trim_fmt()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Card, Table, moment, text};

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::new(["NAME", "N"]);
        table.row(["a".to_owned(), "1".to_owned()]);
        table.row(["long name".to_owned(), "2".to_owned()]);
        assert_eq!(table.or("none"), "NAME       N\na          1\nlong name  2");
    }

    #[test]
    fn an_empty_table_says_so() {
        assert_eq!(Table::new(["NAME"]).or("there is none"), "there is none");
    }

    #[test]
    fn what_is_absent_is_a_dash() {
        let value = json!({ "a": null, "b": [], "c": ["x", "y"] });
        let card = Card::new().part("a", &value, "/a").part("b", &value, "/b").part("c", &value, "/c");
        assert_eq!(card.finish(), "a  -\nb  -\nc  x, y");
        assert_eq!(text(&value, "/d"), "-");
    }

    #[test]
    fn moments_lose_their_fractions() {
        let value =
            json!({ "ours": "2026-11-23T10:00:00.123456789Z", "theirs": "2026-10-30T10:00:00.000000+00:00" });
        assert_eq!(moment(&value, "/ours"), "2026-11-23T10:00:00Z");
        assert_eq!(moment(&value, "/theirs"), "2026-10-30T10:00:00Z");
    }
}
