//! Two kinds of load: as much as goes with so many agents, and a fixed rate.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::target::Target;

/// Agents that call at once.
pub(crate) const IN_FLIGHT: usize = 64;
/// Of the reached rate: the load at which latency is measured.
pub(crate) const SHARE: f64 = 0.8;

/// What one turn of a server came to.
#[derive(Clone, Copy)]
pub(crate) struct Round {
    pub(crate) calls_per_second: f64,
    /// Of the server's process, in microseconds.
    pub(crate) processor_per_call: f64,
}

/// Each agent calls again as soon as it has its answer.
pub(crate) async fn at_once(target: &Arc<Target>, length: Duration) -> Round {
    let (start, used) = (Instant::now(), target.server.processor_time());
    let end = start + length;
    let mut agents = JoinSet::new();
    for agent in 0..IN_FLIGHT {
        let target = Arc::clone(target);
        agents.spawn(async move {
            let mut calls = 0_u64;
            while Instant::now() < end {
                target.call(agent).await;
                calls += 1;
            }
            calls
        });
    }
    let calls: u64 = agents.join_all().await.into_iter().sum();
    let used = target.server.processor_time() - used;
    Round {
        calls_per_second: calls as f64 / start.elapsed().as_secs_f64(),
        processor_per_call: used * 1e6 / calls as f64,
    }
}

/// Agents call at their own times, so that all together reach this rate. A latency counts from when its agent was to call:
/// a call that has to wait for the one before it, because that was slow, is not forgiven.
pub(crate) async fn at_a_rate(target: &Arc<Target>, rate: f64, length: Duration) -> Vec<Duration> {
    let start = Instant::now();
    let (end, turn) = (start + length, Duration::from_secs_f64(1.0 / rate));
    let mut agents = JoinSet::new();
    for agent in 0..IN_FLIGHT {
        let target = Arc::clone(target);
        agents.spawn(async move {
            let mut latencies = Vec::new();
            let mut due = start + turn * agent as u32;
            while due < end {
                // An agent that waits is woken a little late, which is not the server's doing.
                let began = if Instant::now() < due {
                    tokio::time::sleep_until(due.into()).await;
                    Instant::now()
                } else {
                    due
                };
                target.call(agent).await;
                latencies.push(began.elapsed());
                due += turn * IN_FLIGHT as u32;
            }
            latencies
        });
    }
    agents.join_all().await.concat()
}
