//! Bitbucket Cloud: pipelines.
//!
//! - [`list`], [`runs`] and [`trigger`]: runs, from the search for one to its stop;
//! - [`steps`]: what a run consists of, how far it is, and what its tests said;
//! - [`log`]: what a step printed;
//! - [`schedules`]: runs that start by the clock;
//! - [`variables`] and [`workspace_variables`]: what every run is given;
//! - [`config`]: whether anything runs at all;
//! - [`RunId`]: how a run is named.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod config;
pub mod list;
pub mod log;
mod run_id;
pub mod runs;
pub mod schedules;
pub mod steps;
pub mod trigger;
pub mod variables;
pub mod workspace_variables;

pub use run_id::RunId;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "pipelines",
    title = "Pipelines",
    description = "Start and stop pipelines, follow their steps, read their logs; schedules and variables.",
    tools = [
        list::PipelinesList,
        runs::PipelineGet,
        trigger::PipelineTrigger,
        runs::PipelineStop,
        steps::PipelineStepsList,
        steps::PipelineStepGet,
        log::PipelineStepLogGet,
        steps::PipelineTestReportsGet,
        schedules::PipelineSchedulesList,
        schedules::PipelineScheduleGet,
        schedules::create::PipelineScheduleCreate,
        schedules::update::PipelineScheduleUpdate,
        schedules::PipelineScheduleDelete,
        schedules::PipelineScheduleExecutionsList,
        variables::PipelineVariablesList,
        variables::PipelineVariableGet,
        variables::PipelineVariableCreate,
        variables::PipelineVariableUpdate,
        variables::PipelineVariableDelete,
        workspace_variables::WorkspacePipelineVariablesList,
        workspace_variables::WorkspacePipelineVariableGet,
        workspace_variables::WorkspacePipelineVariableCreate,
        workspace_variables::WorkspacePipelineVariableUpdate,
        workspace_variables::WorkspacePipelineVariableDelete,
        config::PipelinesConfigUpdate,
    ],
}
