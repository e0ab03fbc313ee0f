//! The tables, and the same as JSON.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::json;

use crate::breakdown::Step;
use crate::listing::Listing;
use crate::load::Round;
use crate::statistics::{median, percentile};
use crate::target::Target;

pub(crate) struct Tally {
    /// In pairs: what something is measured against, and the thing itself.
    pub(crate) rows: Vec<Row>,
    pub(crate) listings: Vec<Listing>,
    pub(crate) steps: Vec<Step>,
}

pub(crate) struct Row {
    name: &'static str,
    pub(crate) rounds: Vec<Round>,
    pub(crate) latencies: Vec<Duration>,
}

/// A row as it is told.
#[derive(Serialize)]
struct Told {
    name: &'static str,
    calls_per_second: f64,
    processor_us_per_call: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// How a way in stands to what it is measured against; 1 is as good.
#[derive(Serialize)]
struct Ratio {
    name: &'static str,
    against: &'static str,
    by_calls_per_second: f64,
    by_processor_time: f64,
}

impl Row {
    fn told(&self) -> Told {
        let mut sorted = self.latencies.clone();
        sorted.sort();
        Told {
            name: self.name,
            calls_per_second: median(self.rounds.iter().map(|round| round.calls_per_second).collect()),
            processor_us_per_call: median(self.rounds.iter().map(|round| round.processor_per_call).collect()),
            p50_ms: percentile(&sorted, 0.5),
            p99_ms: percentile(&sorted, 0.99),
        }
    }

    /// Round by round, because what else the machine does changes from one to the next.
    fn held_against(&self, other: &Row) -> Ratio {
        let each = |ratio: fn(&Round, &Round) -> f64| {
            median(self.rounds.iter().zip(&other.rounds).map(|(mine, other)| ratio(mine, other)).collect())
        };
        Ratio {
            name: self.name,
            against: other.name,
            by_calls_per_second: each(|mine, other| mine.calls_per_second / other.calls_per_second),
            by_processor_time: each(|mine, other| other.processor_per_call / mine.processor_per_call),
        }
    }
}

impl Tally {
    pub(crate) fn of(targets: &[Arc<Target>]) -> Self {
        let row = |target: &Arc<Target>| Row { name: target.name, rounds: Vec::new(), latencies: Vec::new() };
        Self { rows: targets.iter().map(row).collect(), listings: Vec::new(), steps: Vec::new() }
    }

    fn ratios(&self) -> Vec<Ratio> {
        self.rows.chunks_exact(2).map(|pair| pair[1].held_against(&pair[0])).collect()
    }

    pub(crate) fn print(&self) {
        println!(
            "{:<28} {:>9} {:>12} {:>9} {:>9} {:>8}",
            "", "calls/s", "CPU µs/call", "p50 ms", "p99 ms", "p99/p50"
        );
        for row in &self.rows {
            let Told { name, calls_per_second, processor_us_per_call, p50_ms, p99_ms } = row.told();
            println!(
                "{name:<28} {calls_per_second:>9.0} {processor_us_per_call:>12.1} {p50_ms:>9.2} {p99_ms:>9.2} {:>8.1}",
                p99_ms / p50_ms
            );
        }
        println!("\n{:<28} {:>9} {:>12}", "ratio", "by calls", "by CPU");
        for Ratio { name, by_calls_per_second, by_processor_time, .. } in self.ratios() {
            println!("{name:<28} {by_calls_per_second:>9.2} {by_processor_time:>12.2}");
        }
        println!();
        for Listing { name, tools, bytes, p50_ms } in &self.listings {
            println!("{name}: {tools} tools, {bytes} bytes, {p50_ms:.2} ms");
        }
        println!("\n{:<35} {:>12} {:>9}", "how far a call gets", "CPU µs/call", "more");
        let mut before = 0.0;
        for Step { name, processor_us_per_call: here } in &self.steps {
            println!("{name:<35} {here:>12.1} {:>9.1}", here - before);
            before = *here;
        }
    }

    pub(crate) fn print_json(&self) {
        let ways_in: Vec<_> = self.rows.iter().map(Row::told).collect();
        let tally = json!({
            "ways_in": ways_in, "ratios": self.ratios(), "listings": self.listings, "steps": self.steps,
        });
        println!("{tally:#}");
    }
}
