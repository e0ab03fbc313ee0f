//! `bitbucket_pipeline_step_log_get`.
//!
//! The log of a finished step is kept on a storage host, to which the provider redirects (Bitbucket facts,
//! trap 5). It comes as `application/octet-stream`, and only to those who accept anything.

use bitbucket::Uuid;
use innkeeper_sdk::prelude::*;

use crate::RunId;

mod part;
#[cfg(test)]
mod tests;

use part::Part;

/// Logs are sent as bytes, and are text.
const TEXT: &str = "text/plain";

/// Reads the log of one step as text: all of it, from `offset` on, or its `tail`. For why a step failed, ask for the
/// tail. While the step runs, this is the log so far: call again with `offset` set to the bytes already read for what
/// came since; an empty text means that nothing did. Logs may be megabytes long and expire before the run
/// itself does (then 404).
#[tool(
    name = "bitbucket_pipeline_step_log_get",
    title = "Read the log of a step",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/log",
    redirects(away),
    header("accept" = "*/*"),
    offset_input = "offset",
    run = read,
    returns = text,
)]
pub struct PipelineStepLogGet {
    workspace: Option<String>,
    repo_slug: String,
    /// The run: UUID in braces, or build number.
    pipeline_uuid: RunId,
    /// UUID of the step, in braces; `bitbucket_pipeline_steps_list` knows it.
    step_uuid: Uuid,
    /// Byte of the log to start at; 0 is the first. Not beside `tail`.
    #[at(none)]
    offset: Option<u64>,
    /// How many bytes of the log's end to read, 1048576 at most. Not beside `offset`.
    #[at(none)]
    #[schemars(range(min = 1, max = 1_048_576))]
    tail: Option<u64>,
}

fn read(input: PipelineStepLogGet) -> Result<Output, Failure> {
    let request = input.request()?;
    let Some(part) = Part::asked(input.offset, input.tail)? else {
        return Ok(request.send()?.pass_on_as(TEXT));
    };
    let response = request.header("range", part.range()).send_any()?;
    match response.status() {
        206 => Ok(response.pass_on_as(TEXT)),
        // There is no such byte yet: nothing came since.
        416 => Ok(Output::text("")),
        _ if response.is_success() => part.of(&response),
        _ => Err(Failure::Upstream(response)),
    }
}
