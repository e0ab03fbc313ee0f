//! What the vault costs with few accounts and with many: opening it, finding an account and lending its token, creating
//! one, renewing one, a page of the list, and the rounds that look at all accounts.
//!
//! `cargo bench -p innkeeper-accounts --bench vault -- --sizes 1k,10k,100k,1m --engines sled,postgres`. A vault is filled
//! with accounts as a consent leaves them, and then opened by a process of its own, so that memory is that process's and
//! nothing is warm but the operating system's file cache. Look at how the columns of one engine compare: machines differ,
//! and are noisy.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark"
)]

mod arguments;
mod engine;
mod fill;
mod measure;
mod memory;
mod report;
#[path = "../../tests/accounts/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the stage of the tests, of which this uses some")]
mod support;

use std::process::{Command, Stdio};

use clap::Parser;
use innkeeper_vault::MasterKey;

use crate::arguments::{Arguments, Size, Step};
use crate::engine::Engine;
use crate::report::Report;

/// The binary's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments = Arguments::parse();
    let (Some(step), Some(place)) = (arguments.step, &arguments.place) else { return compare(&arguments) };
    let rows = match step {
        Step::Fill => runtime().block_on(fill::fill(place, &arguments)),
        Step::Measure => runtime().block_on(measure::all(place.clone(), &arguments)),
    };
    print!("{}", rows.text());
}

/// Measures all engines and sizes, one after the other, and prints a table for each engine.
fn compare(arguments: &Arguments) {
    for engine in &arguments.engines {
        let mut report = Report::new(*engine, arguments.cache_bytes);
        for size in &arguments.sizes {
            report.add(*size, &measured(*engine, *size, arguments));
        }
        report.print();
    }
}

/// Fills a vault, measures it, and takes it away again.
fn measured(engine: Engine, size: Size, arguments: &Arguments) -> Vec<(String, String)> {
    let key = MasterKey::generate().unwrap().to_base64();
    let home = engine.home();
    let process = |step: &str| {
        let mut process = Command::new(std::env::current_exe().unwrap());
        process.args(["--step", step, "--place", &home.place().to_string()]);
        process.args(["--sizes", &size.0.to_string(), "--cache-bytes", &arguments.cache_bytes.to_string()]);
        let output = process.env(engine::KEY, key.expose()).stderr(Stdio::inherit()).output().unwrap();
        assert!(output.status.success(), "the step {step} failed");
        report::read(&String::from_utf8(output.stdout).unwrap())
    };
    let mut rows = process("fill");
    rows.push(("on disk, MB".to_owned(), (home.disk_bytes() / 1_000_000).to_string()));
    rows.extend(process("measure"));
    rows
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
