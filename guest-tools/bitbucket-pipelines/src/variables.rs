//! Variables of a repository: `bitbucket_pipeline_variables_list`, `…_get`, `…_create`, `…_update`, `…_delete`. The path
//! has an underscore here and a hyphen for workspaces (Bitbucket facts, trap 9).

use bitbucket::{Uuid, VariableKey};
use innkeeper_sdk::prelude::*;

/// Lists the pipeline variables of a repository: uuid, key, value, whether secured. The value of a secured one is never
/// shown. Those of the workspace and of deployment environments are kept apart:
/// `bitbucket_workspace_pipeline_variables_list`, `bitbucket_deployment_variables_list`.
#[tool(
    name = "bitbucket_pipeline_variables_list",
    title = "List repository variables",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines_config/variables",
    paged(max = 100),
    compact = "values.uuid,values.key,values.value,values.secured,page,size,next",
)]
pub struct PipelineVariablesList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads one pipeline variable of a repository: key, value, whether secured. The value of a secured one is never shown.
/// `bitbucket_pipeline_variables_list` finds one by its key.
#[tool(
    name = "bitbucket_pipeline_variable_get",
    title = "Read a repository variable",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines_config/variables/{variable_uuid}",
    compact = "uuid,key,value,secured",
)]
pub struct PipelineVariableGet {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the variable, in braces; `bitbucket_pipeline_variables_list` knows it.
    variable_uuid: Uuid,
}

/// Creates a pipeline variable that every later run of the repository gets. Secure what is secret: a secured value is
/// masked in logs and never comes back. A key that is there already is an error (409): change that one with
/// `bitbucket_pipeline_variable_update`.
#[tool(
    name = "bitbucket_pipeline_variable_create",
    title = "Create a repository variable",
    effect = write,
    scopes("pipeline:variable"),
    post = "/repositories/{workspace}/{repo_slug}/pipelines_config/variables",
)]
pub struct PipelineVariableCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Name: ASCII letters, digits and underscores, no digit first.
    key: VariableKey,
    /// Value.
    value: String,
    /// Whether the value is kept secret for good; it is not unless this says so.
    secured: Option<bool>,
}

/// Changes a pipeline variable of a repository. Key and value are both needed, also where only one of them changes; the
/// value of a secured variable cannot be looked up, so it has to be known. Runs under way keep the old value.
#[tool(
    name = "bitbucket_pipeline_variable_update",
    title = "Change a repository variable",
    effect = write,
    idempotent,
    scopes("pipeline:variable"),
    put = "/repositories/{workspace}/{repo_slug}/pipelines_config/variables/{variable_uuid}",
)]
pub struct PipelineVariableUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the variable, in braces; `bitbucket_pipeline_variables_list` knows it.
    variable_uuid: Uuid,
    /// Name, the old or a new one: ASCII letters, digits and underscores, no digit first.
    key: VariableKey,
    /// Value, the old or a new one.
    value: String,
    /// Whether the value is kept secret. Repeat `true` for a variable that is secured.
    secured: Option<bool>,
}

/// Deletes a pipeline variable of a repository. Later runs do not get it, and may fail for that. A secured value is lost:
/// nobody can read it first.
#[tool(
    name = "bitbucket_pipeline_variable_delete",
    title = "Delete a repository variable",
    effect = destructive,
    idempotent,
    scopes("pipeline:variable"),
    delete = "/repositories/{workspace}/{repo_slug}/pipelines_config/variables/{variable_uuid}",
)]
pub struct PipelineVariableDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the variable, in braces; `bitbucket_pipeline_variables_list` knows it.
    variable_uuid: Uuid,
}
