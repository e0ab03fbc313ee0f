//! Two kinds of load: as much as goes with so many in flight, and a fixed rate of arrivals.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

use crate::target::Target;

/// Agents that call at once.
pub(crate) const IN_FLIGHT: usize = 64;
/// Connections that arriving calls may use. Beyond that a call waits for one, as agents behind a pool do; its latency counts
/// on meanwhile.
const CONNECTIONS: usize = 256;
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

/// Calls arrive at this rate, whether or not earlier ones are answered. A call's latency counts from when it was to
/// arrive, so that one which has to wait for others is not forgiven.
pub(crate) async fn at_a_rate(target: &Arc<Target>, rate: f64, length: Duration) -> Vec<Duration> {
    let (target, handle) = (Arc::clone(target), Handle::current());
    // On a thread of its own: the timer of the runtime knows milliseconds, in which ten calls arrive.
    let arriving = tokio::task::spawn_blocking(move || arrivals(&target, rate, length, &handle));
    let mut latencies = Vec::new();
    for call in arriving.await.unwrap() {
        latencies.push(call.await.unwrap());
    }
    latencies
}

fn arrivals(target: &Arc<Target>, rate: f64, length: Duration, handle: &Handle) -> Vec<JoinHandle<Duration>> {
    let (start, gap) = (Instant::now(), Duration::from_secs_f64(1.0 / rate));
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let calls = (length.as_secs_f64() * rate) as u32;
    let arrive = |number: u32| {
        let intended = start + gap * number;
        std::thread::sleep(intended.saturating_duration_since(Instant::now()));
        let (target, connections) = (Arc::clone(target), Arc::clone(&connections));
        handle.spawn(async move {
            let _one = connections.acquire().await.unwrap();
            target.call(number as usize).await;
            intended.elapsed()
        })
    };
    (0..calls).map(arrive).collect()
}
