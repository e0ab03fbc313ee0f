//! The log of a step: here while it runs, at the storage host once it has ended (facts, trap 5).

use http::{HeaderMap, StatusCode, header};

use super::{
    super::{
        operation::{Call, Reply},
        refusal::Refusal,
    },
    find, steps,
};
use crate::{
    storage,
    world::{Outcome, Phase, World},
};

pub(super) fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    if !accepts_bytes(call.headers) {
        return Err(Refusal::new(StatusCode::NOT_ACCEPTABLE, "only application/octet-stream is available"));
    }
    let (id, place) = find(world, call)?;
    let (step, phase) = steps::find(&world.repository(id).pipelines[place], call)?;
    match phase {
        Phase::Pending | Phase::Completed(Outcome::NotRun) => {
            Err(Refusal::not_found("The step has no log yet"))
        }
        Phase::InProgress => Ok(Reply::bytes(step.partial_log())),
        Phase::Completed(_) => Ok(Reply::elsewhere(storage::log_url(call.links, step))),
    }
}

/// A log is bytes: `application/json` or `text/plain` alone cannot be served.
fn accepts_bytes(headers: &HeaderMap) -> bool {
    let Some(accept) = headers.get(header::ACCEPT) else { return true };
    let ranges = accept.to_str().unwrap_or_default().split(',');
    ranges
        .map(|range| range.split(';').next().unwrap_or_default().trim())
        .any(|range| matches!(range, "*/*" | "application/*" | "application/octet-stream"))
}
