//! What the house costs: the same request through reqwest directly and through the whole way below the HTTP API
//! (validation, policy, sandbox, egress, audit), against the same loopback upstream, in one run.
//!
//! `cargo bench -p innkeeper-runtime --bench tax`. Look at the ratios at the end: machines differ, and are noisy.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

mod connected;
mod house;
mod tally;
mod upstream;

use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};
use tokio::runtime::Runtime as Tokio;
use tokio::task::JoinSet;

use crate::house::House;
use crate::tally::Tally;
use crate::upstream::Upstream;

/// The binary's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const BODIES: [(&str, usize); 2] = [("1.5kB", 1_500), ("30kB", 30_000)];
const IN_FLIGHT: [u64; 2] = [1, 64];

fn main() {
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut criterion = Criterion::default().configure_from_args().measurement_time(Duration::from_secs(8));
    let mut tally = Tally::default();
    for (name, bytes) in BODIES {
        let upstream = Upstream::start(bytes);
        let house = tokio.block_on(House::open(&upstream));
        for flights in IN_FLIGHT {
            compare(&mut criterion, &tokio, &mut tally, (name, flights), &house);
        }
    }
    instantiation(&mut criterion, &tokio);
    criterion.final_summary();
    tally.print();
}

fn compare(criterion: &mut Criterion, tokio: &Tokio, tally: &mut Tally, case: (&str, u64), house: &House) {
    let (name, flights) = case;
    let mut group = criterion.benchmark_group(format!("{name}/{flights} in flight"));
    group.throughput(Throughput::Elements(1));
    let direct = house.direct();
    let mut spent = (0, Duration::ZERO);
    group.bench_function(BenchmarkId::from_parameter("direct"), |bencher| {
        bencher.iter_custom(|calls| {
            add(&mut spent, calls, tokio.block_on(fly(calls, flights, || direct.clone().call())))
        });
    });
    tally.direct(name, flights, spent);
    let mut spent = (0, Duration::ZERO);
    group.bench_function(BenchmarkId::from_parameter("invoke"), |bencher| {
        bencher.iter_custom(|calls| {
            add(&mut spent, calls, tokio.block_on(fly(calls, flights, || house.clone().call())))
        });
    });
    tally.invoke(name, flights, spent);
    group.finish();
}

fn add(spent: &mut (u64, Duration), calls: u64, took: Duration) -> Duration {
    *spent = (spent.0 + calls, spent.1 + took);
    took
}

/// Makes `calls` calls, as many at once as there are `flights`.
async fn fly<F, C>(calls: u64, flights: u64, call: impl Fn() -> F) -> Duration
where
    F: Future<Output = C> + Send + 'static,
    C: Send + 'static,
{
    let start = Instant::now();
    if flights == 1 {
        for _ in 0..calls {
            call().await;
        }
        return start.elapsed();
    }
    let mut running = JoinSet::new();
    for _ in 0..calls {
        if running.len() as u64 >= flights {
            running.join_next().await.unwrap().unwrap();
        }
        running.spawn(call());
    }
    while let Some(done) = running.join_next().await {
        done.unwrap();
    }
    start.elapsed()
}

/// What a call costs before its guest runs.
fn instantiation(criterion: &mut Criterion, tokio: &Tokio) {
    use innkeeper_runtime::{Approval, Runtime, Settings};
    let component =
        innkeeper_bundle::CONNECTORS.iter().find(|one| one.name.contains("repositories")).unwrap().component;
    let _inside = tokio.enter();
    let runtime = Runtime::new(Settings::default()).unwrap();
    let connector = tokio.block_on(runtime.load(component, Approval::ContractOnly)).unwrap();
    criterion.bench_function("instantiate and drop", |bencher| {
        bencher.iter(|| tokio.block_on(connector.instantiate_only()).unwrap());
    });
}
