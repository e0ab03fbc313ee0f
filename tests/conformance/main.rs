//! The conformance suite of the Model Context Protocol, run against a host that has one connector more: a guest that answers
//! in every form.
//!
//! The suite speaks without a key, so it speaks through a front door that adds one, as a local proxy would. What the host
//! does not offer is in `expected-failures.yml`, each with its reason; the suite fails where anything else does, and where
//! something on that list passes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod front_door;

use std::path::Path;

use innkeeper::Component;
use innkeeper_tests::{House, Node, Plan, repository, tell};
use serde_json::{Value, json};

use self::front_door::FrontDoor;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

async fn conforms_to(revision: &str) {
    let fixtures = Component { name: "conformance", bytes: innkeeper_test_guests::CONFORMANCE };
    let house = House::plan(Plan { connectors: vec![fixtures], ..Plan::default() }).await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "conformance" })).await.unwrap();
    let door = FrontDoor::open(&house.url, &key).await;
    let node = Node::with("tests/conformance").await.unwrap();
    let results = tempfile::tempdir().unwrap();
    let suite = node.folder().join("node_modules/@modelcontextprotocol/conformance/dist/index.js");
    let run = node
        .command()
        .arg(suite)
        .args(["server", "--url", door.url.join("/mcp/conformance").unwrap().as_str()])
        .args(["--requirements", revision, "--timeout", "60000"])
        .arg("--expected-failures")
        .arg(
            repository()
                .join("tests/conformance/expected-failures")
                .with_extension(format!("{revision}.yml")),
        )
        .arg("--output-dir")
        .arg(results.path())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let errors = String::from_utf8_lossy(&run.stderr);
    let failures = failures(results.path());
    assert!(run.status.success(), "the suite is not content with {revision}:\n{said}\n{errors}\n{failures}");
    let total = said.lines().rev().find(|line| line.starts_with("Total")).unwrap_or("no total");
    tell(format_args!("conformance {revision}: {}", total.trim()));
}

/// What the suite found wrong, check by check.
fn failures(results: &Path) -> String {
    let folders = std::fs::read_dir(results).unwrap().flatten();
    let mut found: Vec<String> = folders
        .filter_map(|folder| {
            let checks = std::fs::read_to_string(folder.path().join("checks.json")).ok()?;
            let checks: Vec<Value> = serde_json::from_str(&checks).ok()?;
            let failed = checks.iter().filter(|check| check["status"] == "FAILURE");
            let said: Vec<String> =
                failed.map(|check| format!("  {}: {}", check["id"], check["errorMessage"])).collect();
            (!said.is_empty()).then(|| format!("{}\n{}", folder.file_name().display(), said.join("\n")))
        })
        .collect();
    found.sort();
    found.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_conforms_to_2025_11_25() {
    conforms_to("2025-11-25").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_conforms_to_2026_07_28() {
    conforms_to("2026-07-28").await;
}
