//! Bitbucket Cloud: pipelines.
//!
//! - [`trigger`]: starts a run;
//! - [`steps`]: what a run consists of and how far it is;
//! - [`log`]: what a step printed.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod log;
pub mod steps;
pub mod trigger;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "pipelines",
    title = "Pipelines",
    description = "Start pipelines, follow their steps and read their logs.",
    tools = [trigger::PipelineTrigger, steps::PipelineStepsList, log::PipelineStepLogGet],
}
