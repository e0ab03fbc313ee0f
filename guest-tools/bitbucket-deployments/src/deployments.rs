//! Deployments: `bitbucket_deployments_list`, `bitbucket_deployment_get`. Only steps of pipelines make them.

use bitbucket::Uuid;
use innkeeper_sdk::prelude::*;

/// Lists deployments of a repository: state, environment, release. Use it to see what was deployed where. Environments
/// are told by their uuid: `bitbucket_environments_list` has the names. To deploy, start a pipeline that does:
/// `bitbucket_pipeline_trigger`.
#[tool(
    name = "bitbucket_deployments_list",
    title = "List deployments",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/deployments",
    paged(max = 100),
    compact = "values.uuid,values.state.name,values.state.status.name,values.state.completion_date,\
        values.environment.uuid,values.release.name,page,size,next",
)]
pub struct DeploymentsList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads one deployment: its state and outcome, when it started and ended, who deployed, the environment, and the
/// release with its commit and the run that made it. `bitbucket_deployments_list` finds deployments.
#[tool(
    name = "bitbucket_deployment_get",
    title = "Read a deployment",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/deployments/{deployment_uuid}",
    compact = "uuid,state.name,state.status.name,state.url,state.deployer.display_name,state.start_date,\
        state.completion_date,environment.uuid,environment.name,release.name,release.url,release.commit.hash,\
        release.created_on",
)]
pub struct DeploymentGet {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the deployment, in braces; `bitbucket_deployments_list` knows it.
    deployment_uuid: Uuid,
}
