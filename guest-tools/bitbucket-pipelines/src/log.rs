//! `bitbucket_pipeline_step_log_get`.
//!
//! The log of a finished step is kept on a storage host, to which the provider redirects (Bitbucket facts,
//! trap 5). It comes as `application/octet-stream`, and only to those who accept anything.

use bitbucket::FirstByte;
use innkeeper_sdk::prelude::*;

#[cfg(test)]
mod tests;

/// Reads the log of one step as text. While the step runs, this is the log so far: call again with `offset`
/// set to the bytes already read for what came since. Logs may be megabytes long and expire before the run
/// itself does (then 404).
#[tool(
    name = "bitbucket_pipeline_step_log_get",
    title = "Read the log of a step",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/log",
    redirects(away),
    header("accept" = "*/*"),
    answer = text("text/plain"),
    offset_input = "offset",
)]
pub struct PipelineStepLogGet {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the run, in braces.
    pipeline_uuid: String,
    /// UUID of the step, in braces; `bitbucket_pipeline_steps_list` knows it.
    step_uuid: String,
    /// Byte of the log to start at; 0 is the first.
    #[at(header = "range")]
    offset: Option<FirstByte>,
}
