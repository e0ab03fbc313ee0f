//! The HTTP API against its own description: a generator of requests reads `/openapi.json` from a running host and sends what
//! fits and what does not, with the values that break programs. The host must never fail, must answer as it says it does,
//! and must refuse what it says it does not take.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use innkeeper_tests::{House, OPERATOR, Python, repository, tell};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The same requests in every run.
const SEED: &str = "20261130";
/// Requests of each kind, at most, for each operation.
const EXAMPLES: &str = "30";

#[tokio::test]
async fn the_api_is_as_it_describes_itself() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let python = Python::with("tests/api/requirements.txt").await.unwrap();
    let reports = tempfile::tempdir().unwrap();
    let run = python
        .command()
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", repository().join("tests/api"))
        .args(["-m", "schemathesis.cli", "--config-file"])
        .arg(repository().join("tests/api/schemathesis.toml"))
        .args(["run", house.url.join("/openapi.json").unwrap().as_str()])
        .args(["--header", &format!("Authorization: Bearer {OPERATOR}")])
        .args(["--seed", SEED, "--generation-deterministic", "--max-examples", EXAMPLES, "--no-color"])
        .args(["--report", "json", "--report-json-path"])
        .arg(reports.path().join("report.json"))
        .current_dir(reports.path())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let complained = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "the API is not as it says:\n{said}\n{complained}");
    tell(format_args!("{}", summary(&said)));
    assert_eq!(house.get("/readyz").await.unwrap().status, 200, "the host serves as before");
}

/// How much was tried: a run that tried nothing is no success.
fn summary(said: &str) -> String {
    let line = |word: &str| said.lines().find(|line| line.contains(word)).map(str::trim);
    let tested = line("Tested:").expect("it says how many operations it tested");
    let operations: usize = tested.rsplit(' ').next().unwrap().parse().unwrap();
    assert!(operations >= 35, "{tested}");
    let generated = line(" generated, ").expect("it says how many requests it made");
    format!("schemathesis: {operations} operations, {generated}")
}
