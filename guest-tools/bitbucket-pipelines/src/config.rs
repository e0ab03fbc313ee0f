//! `bitbucket_pipelines_config_update`.

use innkeeper_sdk::prelude::*;

/// Switches pipelines of a repository on or off, and answers with how it stands. Off, nothing can be started and
/// schedules do not run; runs, variables and schedules are kept. It needs an administrator of the repository.
#[tool(
    name = "bitbucket_pipelines_config_update",
    title = "Switch pipelines on or off",
    effect = write,
    idempotent,
    scopes("repository:admin"),
    put = "/repositories/{workspace}/{repo_slug}/pipelines_config",
)]
pub struct PipelinesConfigUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// Whether pipelines can run.
    enabled: bool,
}
