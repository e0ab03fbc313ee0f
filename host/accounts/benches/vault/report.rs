//! From measurements to a table: a row for each thing measured, a column for each size.

use std::fmt::Write;
use std::time::Duration;

use crate::arguments::Size;
use crate::engine::Engine;

/// The times of one thing.
pub(crate) struct Times(pub(crate) Vec<Duration>);

impl Times {
    fn percentile(&mut self, percent: usize) -> f64 {
        self.0.sort_unstable();
        self.0[(self.0.len() - 1) * percent / 100].as_secs_f64() * 1e6
    }

    /// p50, p90 and p99 in microseconds.
    pub(crate) fn summary(mut self) -> String {
        let (p50, p90, p99) = (self.percentile(50), self.percentile(90), self.percentile(99));
        format!("{p50:.1} / {p90:.1} / {p99:.0}")
    }
}

/// What the measuring process says to the one that started it.
#[derive(Default)]
pub(crate) struct Rows(String);

impl Rows {
    pub(crate) fn add(&mut self, name: &str, value: impl std::fmt::Display) {
        writeln!(self.0, "{name}\t{value}").unwrap();
    }

    pub(crate) fn text(self) -> String {
        self.0
    }
}

pub(crate) fn read(text: &str) -> Vec<(String, String)> {
    let rows = text.lines().filter_map(|line| line.split_once('\t'));
    rows.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// One engine's table.
pub(crate) struct Report {
    title: String,
    sizes: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Report {
    pub(crate) fn new(engine: Engine, cache_bytes: u64) -> Self {
        let profile = if cfg!(debug_assertions) { "own code not optimised" } else { "optimised" };
        let cache = match engine {
            Engine::Sled => format!(", cache_bytes {} MB", cache_bytes / 1_000_000),
            Engine::Postgres => String::new(),
        };
        Self { title: format!("{engine:?}{cache}, {profile}"), sizes: Vec::new(), rows: Vec::new() }
    }

    pub(crate) fn add(&mut self, size: Size, column: &[(String, String)]) {
        self.sizes.push(size.to_string());
        self.rows.resize_with(column.len(), Vec::new);
        for (row, (name, value)) in self.rows.iter_mut().zip(column) {
            if row.is_empty() {
                row.push(name.clone());
            }
            row.push(value.clone());
        }
    }

    /// Markdown, as the documentation has it.
    pub(crate) fn print(self) {
        println!("{}; times in µs are p50 / p90 / p99\n", self.title);
        print_row("accounts", &self.sizes);
        println!("|---|{}", "---:|".repeat(self.sizes.len()));
        for row in &self.rows {
            print_row(&row[0], &row[1..]);
        }
        println!();
    }
}

fn print_row(name: &str, cells: &[String]) {
    let cells: Vec<_> = cells.iter().map(|cell| format!("{cell:>24}")).collect();
    println!("| {name:<28} | {} |", cells.join(" | "));
}
