//! Variables of an environment: `bitbucket_deployment_variables_list`, `…_variable_create`, `…_update`, `…_delete`. They lie
//! under `deployments_config` (Bitbucket facts, trap 9), and none can be read alone.

use bitbucket::{Uuid, VariableKey};
use innkeeper_sdk::prelude::*;

/// Lists the variables of a deployment environment: uuid, key, value, whether secured. The value of a secured one is
/// never shown. One variable cannot be read alone: look for it here. Those of the repository are in
/// `bitbucket_pipeline_variables_list`.
#[tool(
    name = "bitbucket_deployment_variables_list",
    title = "List deployment variables",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables",
    paged(max = 100),
    compact = "values.uuid,values.key,values.value,values.secured,page,size,next",
)]
pub struct DeploymentVariablesList {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the environment, in braces; `bitbucket_environments_list` knows it.
    environment_uuid: Uuid,
}

/// Creates a variable that only steps deploying to this environment get; there it wins over one of the repository with
/// the same key. A secured value is masked in logs and never comes back. A key that is there already is an error
/// (409): change that one with `bitbucket_deployment_variable_update`.
#[tool(
    name = "bitbucket_deployment_variable_create",
    title = "Create a deployment variable",
    effect = write,
    scopes("pipeline:variable"),
    post = "/repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables",
)]
pub struct DeploymentVariableCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the environment, in braces; `bitbucket_environments_list` knows it.
    environment_uuid: Uuid,
    /// Name: ASCII letters, digits and underscores, no digit first.
    key: VariableKey,
    /// Value.
    value: String,
    /// Whether the value is kept secret for good; it is not unless this says so.
    secured: Option<bool>,
}

/// Changes a variable of a deployment environment. Key and value are both needed, also where only one of them changes;
/// the value of a secured variable cannot be looked up, so it has to be known. Runs under way keep the old value.
#[tool(
    name = "bitbucket_deployment_variable_update",
    title = "Change a deployment variable",
    effect = write,
    idempotent,
    scopes("pipeline:variable"),
    put = "/repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables/\
        {variable_uuid}",
)]
pub struct DeploymentVariableUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the environment, in braces; `bitbucket_environments_list` knows it.
    environment_uuid: Uuid,
    /// UUID of the variable, in braces; `bitbucket_deployment_variables_list` knows it.
    variable_uuid: Uuid,
    /// Name, the old or a new one: ASCII letters, digits and underscores, no digit first.
    key: VariableKey,
    /// Value, the old or a new one.
    value: String,
    /// Whether the value is kept secret. Repeat `true` for a variable that is secured.
    secured: Option<bool>,
}

/// Deletes a variable of a deployment environment. Later deployments do not get it, and may fail for that. A secured value
/// is lost: nobody can read it first.
#[tool(
    name = "bitbucket_deployment_variable_delete",
    title = "Delete a deployment variable",
    effect = destructive,
    idempotent,
    scopes("pipeline:variable"),
    delete = "/repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables/\
        {variable_uuid}",
)]
pub struct DeploymentVariableDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the environment, in braces; `bitbucket_environments_list` knows it.
    environment_uuid: Uuid,
    /// UUID of the variable, in braces; `bitbucket_deployment_variables_list` knows it.
    variable_uuid: Uuid,
}
