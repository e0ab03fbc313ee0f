//! Environments: `bitbucket_environments_list`, `bitbucket_environment_get`, `…_create`, `…_delete`. The last two write
//! under a read scope (Bitbucket facts, trap 1): their effect is what gates them.

use bitbucket::Uuid;
use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Lists the deployment environments of a repository: uuid, name, type. Use it to find the uuid that the other tools of
/// environments and of their variables need. What was deployed to them is in `bitbucket_deployments_list`.
#[tool(
    name = "bitbucket_environments_list",
    title = "List deployment environments",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/environments",
    paged(max = 100),
    compact = "values.uuid,values.name,values.environment_type.name,page,size,next",
)]
pub struct EnvironmentsList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads one deployment environment: name, type, rank. It returns neither its variables
/// (`bitbucket_deployment_variables_list`) nor its deployments (`bitbucket_deployments_list`).
#[tool(
    name = "bitbucket_environment_get",
    title = "Read a deployment environment",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/environments/{environment_uuid}",
    compact = "uuid,name,slug,rank,environment_type.name,hidden",
)]
pub struct EnvironmentGet {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the environment, in braces; `bitbucket_environments_list` knows it.
    environment_uuid: Uuid,
}

/// Creates a deployment environment and answers with it. Steps of `bitbucket-pipelines.yml` deploy to it by naming it in
/// `deployment:`. A name that is there already is an error (409). It needs an administrator of the repository.
#[tool(
    name = "bitbucket_environment_create",
    title = "Create a deployment environment",
    effect = write,
    scopes("pipeline"),
    post = "/repositories/{workspace}/{repo_slug}/environments",
    body("type" = "deployment_environment", "environment_type.type" = "deployment_environment_type"),
)]
pub struct EnvironmentCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Name of the new environment, such as `eu-production`.
    #[schemars(length(min = 1))]
    name: String,
    /// Which stage it belongs to.
    #[at(body = "environment_type.name")]
    environment_type: Stage,
}

/// Deletes a deployment environment with its variables, secured values among them. Steps that name it deploy nowhere
/// afterwards. It needs an administrator of the repository.
#[tool(
    name = "bitbucket_environment_delete",
    title = "Delete a deployment environment",
    effect = destructive,
    idempotent,
    scopes("pipeline"),
    delete = "/repositories/{workspace}/{repo_slug}/environments/{environment_uuid}",
)]
pub struct EnvironmentDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the environment, in braces; `bitbucket_environments_list` knows it.
    environment_uuid: Uuid,
}

/// The stages that an environment can belong to.
#[derive(Deserialize, Serialize, JsonSchema)]
enum Stage {
    Test,
    Staging,
    Production,
}
