//! Middles and ends of what was measured.

use std::time::Duration;

/// Of several rounds: one that met something else on the machine does not count.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The latency in milliseconds below which this share of the calls is. The latencies are sorted.
pub(crate) fn percentile(sorted: &[Duration], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share) as usize;
    sorted.get(place).map_or(f64::NAN, |latency| latency.as_secs_f64() * 1e3)
}
