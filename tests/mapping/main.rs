//! Every tool against the provider's own description: what is declared, and what leaves the host.
//!
//! A host with the built-in connectors runs against a provider that only writes down what it is asked. Every tool is
//! called with inputs that are made from its schema: what is needed and no more, everything, everything but one, and
//! awkward texts in each place where a text may stand. The requests that leave are held against the tables of
//! `tests/facts`, which know neither the connectors nor the simulator.
//!
//! In reading order:
//! - [`facts`]: the tables, read;
//! - [`declared`], [`declaration`]: what a tool says about itself, and whether that is so;
//! - [`sample`](innkeeper_tests::sample), [`awkward`], [`cases`]: what it is called with;
//! - [`recorder`], [`answers`], [`stage`]: the provider, and the host before it;
//! - [`decoded`], [`request_check`], [`trace`], [`judge`]: what left, and whether it is right;
//! - [`knowledge`], [`deviations`]: what has to be known besides, each line with its reason;
//! - [`run`], [`report`]: all of it, once, as a table of what is wrong;
//! - [`tests`]: that a wrong request is seen to be wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod awkward;
mod cases;
mod declaration;
mod declared;
mod decoded;
mod deviations;
mod facts;
mod judge;
mod knowledge;
mod recorder;
mod report;
mod request_check;
mod run;
mod stage;
mod tests;
mod trace;

use std::collections::BTreeSet;

use answers::SCENARIOS;
use declared::Declared;
use deviations::{DEVIATIONS, Deviation};
use report::table;
use run::Run;

#[tokio::test(flavor = "multi_thread")]
async fn every_tool_of_the_tables_is_in_the_catalogue() {
    let run = Run::once().await;
    let there: BTreeSet<&String> = run.tools.iter().map(|tool| &tool.name).collect();
    let missing: Vec<&String> = Run::facts().tools.keys().filter(|name| !there.contains(name)).collect();
    assert!(
        missing.is_empty(),
        "{} of {} are missing: {missing:#?}",
        missing.len(),
        Run::facts().tools.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tool_is_declared_as_the_tables_say() {
    let run = Run::once().await;
    if let Some(table) = table(&run.declarations) {
        panic!("{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_is_what_its_inputs_say_and_the_provider_takes() {
    let run = Run::once().await;
    let all = run.requests.iter().chain(&run.declarations);
    let faulty: BTreeSet<&str> =
        all.filter(|fault| !fault.is_known()).map(|fault| fault.tool.as_str()).collect();
    let (passed, wanted) = (run.tools.len() - faulty.len(), Run::facts().tools.len());
    innkeeper_tests::tell(format_args!("{passed} of {wanted} tools pass, in {} calls", run.calls));
    if let Some(table) = table(&run.requests) {
        panic!("{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_declared_endpoint_is_used() {
    let run = Run::once().await;
    let declared =
        run.tools.iter().flat_map(|tool| tool.endpoints.iter().map(|one| (tool.name.clone(), one.clone())));
    let unused: Vec<_> = declared.filter(|endpoint| !run.used.contains(endpoint)).collect();
    assert!(unused.is_empty(), "no case leads to these, see `answers.rs`: {unused:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_deviation_still_happens() {
    let run = Run::once().await;
    let all = || run.declarations.iter().chain(&run.requests);
    let is_there = |known: &&Deviation| run.tools.iter().any(|tool| tool.name == known.tool);
    let happens =
        |known: &Deviation| all().any(|fault| fault.tool == known.tool && fault.what.starts_with(known.what));
    let gone = DEVIATIONS.iter().filter(is_there).filter(|known| !happens(known));
    let unsent = deviations::senders()
        .map(|(tool, constant)| (tool.to_owned(), constant.to_string()))
        .filter(|constant| !run.constants.contains(constant));
    let gone: Vec<(String, String)> =
        gone.map(|known| (known.tool.to_owned(), known.what.to_owned())).chain(unsent).collect();
    assert!(gone.is_empty(), "take these out of `deviations.rs`: {gone:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_known_of_tools_and_inputs_that_are_not_there() {
    let run = Run::once().await;
    let declared = |name: &str| run.tools.iter().find(|tool| tool.name == name);
    let has = |tool: &Declared, input: &str| tool.inputs.iter().any(|one| one.name == input);
    let is_gone = |(of, input): &(&str, &str)| match declared(of) {
        Some(tool) => !has(tool, input),
        // A tool that is missing is missed elsewhere.
        None if Run::facts().tools.contains_key(*of) => false,
        None => !run.tools.iter().any(|tool| knowledge::is(of, &tool.name) && has(tool, input)),
    };
    let inputs = knowledge::subjects().into_iter().filter(is_gone);
    let tools =
        SCENARIOS.iter().map(|scenario| scenario.tool).chain(deviations::senders().map(|(tool, _)| tool));
    let tools = tools.filter(|of| !Run::facts().tools.contains_key(*of)).map(|tool| (tool, "-"));
    let gone: Vec<(&str, &str)> = inputs.chain(tools).collect();
    assert!(gone.is_empty(), "take these out of `knowledge.rs`, `answers.rs` or `deviations.rs`: {gone:#?}");
}
