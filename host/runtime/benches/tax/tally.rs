//! The table of ratios.

use std::time::Duration;

#[derive(Default)]
pub(crate) struct Tally {
    rows: Vec<Row>,
}

struct Row {
    name: String,
    flights: u64,
    direct: f64,
    invoke: f64,
}

impl Tally {
    pub(crate) fn direct(&mut self, name: &str, flights: u64, spent: (u64, Duration)) {
        self.rows.push(Row { name: name.to_owned(), flights, direct: per_second(spent), invoke: f64::NAN });
    }

    pub(crate) fn invoke(&mut self, name: &str, flights: u64, spent: (u64, Duration)) {
        let row = self.rows.iter_mut().find(|row| row.name == name && row.flights == flights);
        row.unwrap().invoke = per_second(spent);
    }

    pub(crate) fn print(&self) {
        println!("\n{:<8} {:>9} {:>14} {:>14} {:>8}", "body", "in flight", "direct /s", "invoke /s", "ratio");
        for Row { name, flights, direct, invoke } in &self.rows {
            println!("{name:<8} {flights:>9} {direct:>14.0} {invoke:>14.0} {:>8.2}", invoke / direct);
        }
    }
}

fn per_second((calls, spent): (u64, Duration)) -> f64 {
    calls as f64 / spent.as_secs_f64()
}
