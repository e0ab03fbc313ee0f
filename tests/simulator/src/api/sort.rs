//! `sort`: a name, or `-name` for the other way round.

mod natural;

use std::cmp::Ordering;

use serde_json::Value;

use super::filter::lookup;

/// By what a collection is sorted, and which way.
#[derive(Debug)]
pub(crate) struct Order {
    path: String,
    direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Ascending,
    Descending,
}

impl Order {
    /// Reads a `sort` value; gives back the name that is not in `known`.
    pub(crate) fn parse(text: &str, known: &[&str]) -> Result<Self, String> {
        let (path, direction) = match text.strip_prefix('-') {
            Some(path) => (path, Direction::Descending),
            None => (text, Direction::Ascending),
        };
        if !known.contains(&path) {
            return Err(path.to_owned());
        }
        Ok(Self { path: path.to_owned(), direction })
    }

    /// Sorts, keeping the order of equals.
    pub(crate) fn arrange(&self, items: &mut [Value]) {
        items.sort_by(|left, right| {
            let order = self.compare(left, right);
            if self.direction == Direction::Descending { order.reverse() } else { order }
        });
    }
}

impl Order {
    /// Names of branches and tags are in natural order; anything else goes by its value.
    fn compare(&self, left: &Value, right: &Value) -> Ordering {
        let name = |item| lookup(item, "name").and_then(Value::as_str).filter(|_| is_reference(item));
        match (name(left), name(right)) {
            (Some(left), Some(right)) if self.path == "name" => natural::compare(left, right),
            _ => compare(lookup(left, &self.path), lookup(right, &self.path)),
        }
    }
}

fn is_reference(item: &Value) -> bool {
    matches!(lookup(item, "type").and_then(Value::as_str), Some("branch" | "tag"))
}

/// Numbers by size, texts without regard to case, anything absent first.
fn compare(left: Option<&Value>, right: Option<&Value>) -> Ordering {
    match (left, right) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => {
            left.as_f64().partial_cmp(&right.as_f64()).unwrap_or(Ordering::Equal)
        }
        (Some(Value::String(left)), Some(Value::String(right))) => {
            left.to_lowercase().cmp(&right.to_lowercase())
        }
        (left, right) => left.is_some().cmp(&right.is_some()),
    }
}
