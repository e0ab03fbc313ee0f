//! The answer of a dry run: what would have been sent.

use innkeeper_egress::PlannedRequest;
use serde::Serialize;
use serde_json::value::to_raw_value;

use crate::answer::Answer;
use crate::problem::{Problem, Result};

/// The request that the call is about, and all of them in their order.
#[derive(Serialize)]
struct DryRun<'a> {
    #[serde(flatten)]
    main: Option<&'a PlannedRequest>,
    requests: &'a [PlannedRequest],
}

/// The last request is what the call is about: what comes before it only looks something up.
pub(crate) fn answer(planned: &[PlannedRequest]) -> Result<Answer> {
    let answer = DryRun { main: planned.last(), requests: planned };
    let data = to_raw_value(&answer).map_err(|error| Problem::internal("writing the plan", &error))?;
    Ok(Answer { data, next: None, truncated: false })
}
