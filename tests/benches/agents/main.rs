//! What the agents' ways in cost: `POST /v1/invoke` beside a bare handler that forwards the same request, and a tool over
//! the Model Context Protocol beside a server of its own that forwards it without a sandbox.
//!
//! `cargo bench -p innkeeper-tests --bench agents`; with `-- --json` it prints JSON. Each server runs in a process of its
//! own, so that its processor time can be told from the client's and the provider's. Rounds alternate between the
//! servers, so that what else the machine does meets all of them. Look at the ratios: machines differ, and are noisy.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark"
)]

mod breakdown;
#[path = "../../../host/runtime/benches/tax/connected.rs"]
mod connected;
mod listing;
mod load;
mod plan;
mod server;
mod servers;
mod stage;
mod statistics;
mod tally;
mod target;
#[path = "../../../host/runtime/benches/tax/upstream.rs"]
mod upstream;

use std::time::Duration;

use crate::plan::Plan;
use crate::stage::Stage;
use crate::tally::Tally;

/// The binary's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A run that takes longer has gone wrong.
const LONGEST: Duration = Duration::from_secs(175);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Some(("serve", role)) = words.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return servers::serve(role);
    }
    let plan = Plan::of(&words);
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let tally = tokio.block_on(async { tokio::time::timeout(LONGEST, drive(&plan)).await });
    let tally = tally.unwrap_or_else(|_| panic!("the run was not over after {LONGEST:?}"));
    if plan.json { tally.print_json() } else { tally.print() }
}

async fn drive(plan: &Plan) -> Tally {
    let stage = Stage::set(plan).await;
    let mut tally = Tally::of(&stage.targets);
    for target in &stage.targets {
        load::at_once(target, plan.warm_up).await;
    }
    for _ in 0..plan.rounds {
        for (target, row) in stage.targets.iter().zip(&mut tally.rows) {
            let round = load::at_once(target, plan.round).await;
            // Of what was reached just now: on a machine that is shared, it is another rate each time.
            let rate = round.calls_per_second * load::SHARE;
            row.rounds.push(round);
            row.latencies.extend(load::at_a_rate(target, rate, plan.round / 2).await);
        }
    }
    tally.listings = listing::measure(&stage).await;
    tally.steps = breakdown::measure(&stage, plan).await;
    tally
}
