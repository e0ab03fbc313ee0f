//! Whether a call went as it should.

use crate::cases::Case;
use crate::declared::Declared;
use crate::decoded::Decoded;
use crate::facts::{Constant, Facts};
use crate::knowledge::{self, Written};
use crate::request_check;
use crate::stage::Outcome;
use crate::trace::{Trace, place};

/// What is wrong with a call whose requests could all be read.
pub(crate) fn faults(
    facts: &Facts,
    tool: &Declared,
    case: &Case,
    outcome: &Outcome,
    requests: &[Decoded<'_>],
    constants: &[Constant],
) -> Vec<String> {
    if outcome.status != 200 {
        return refusal(facts, tool, case, outcome);
    }
    let table = facts.tools.get(&tool.name);
    let pairs = outcome.seen.iter().zip(requests);
    let mut faults: Vec<String> =
        pairs.flat_map(|(seen, request)| request_check::faults(seen, request, table)).collect();
    faults.extend(Trace { tool, facts, input: &case.input, requests, constants }.faults());
    if requests.is_empty() {
        faults.push("sends nothing".to_owned());
    }
    faults
}

/// An awkward text may be refused: before anything is sent, and by name.
fn refusal(facts: &Facts, tool: &Declared, case: &Case, outcome: &Outcome) -> Vec<String> {
    let answer = format!("{} {}: {}", outcome.status, outcome.kind, outcome.detail);
    let Some(input) = &case.awkward else {
        return vec![format!("is refused with {answer}")];
    };
    let mut faults = Vec::new();
    if !outcome.seen.is_empty() {
        faults.push(format!("is refused after a request, with {answer}"));
    }
    let is_right = match outcome.kind.as_str() {
        "BAD_INPUT" => outcome.refused.iter().any(|pointer| names(pointer, input)),
        "POLICY_DENIED" => is_guarded(facts, tool, input),
        _ => false,
    };
    if !is_right {
        faults.push(format!("refuses `{input}` with {answer} {:?}", outcome.refused));
    }
    faults
}

/// Whether a JSON Pointer is to an input or into it.
fn names(pointer: &str, input: &str) -> bool {
    let rest = pointer.strip_prefix('/').and_then(|below| below.strip_prefix(input));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether the host lets only certain values of an input through: workspaces inside the pin, links of the provider.
fn is_guarded(facts: &Facts, tool: &Declared, input: &str) -> bool {
    let is_link =
        matches!(knowledge::written(&tool.name, input, &serde_json::Map::new()), Some(Written::Link));
    is_link || place(facts, tool, input).is_some_and(|place| tool.names_a_workspace(&place))
}
