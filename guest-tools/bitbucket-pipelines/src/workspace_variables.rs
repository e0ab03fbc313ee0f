//! Variables of a workspace: `bitbucket_workspace_pipeline_variables_list`, `…_get`, `…_create`, `…_update`, `…_delete`.
//! The path has a hyphen here and an underscore for repositories (Bitbucket facts, trap 9).

use bitbucket::{Uuid, VariableKey};
use innkeeper_sdk::prelude::*;

/// Lists the pipeline variables of a workspace, which all its repositories share: uuid, key, value, whether secured. The
/// value of a secured one is never shown. A repository's own are in `bitbucket_pipeline_variables_list`.
#[tool(
    name = "bitbucket_workspace_pipeline_variables_list",
    title = "List workspace variables",
    effect = read,
    scopes("pipeline"),
    get = "/workspaces/{workspace}/pipelines-config/variables",
    paged(max = 100),
    compact = "values.uuid,values.key,values.value,values.secured,page,size,next",
)]
pub struct WorkspacePipelineVariablesList {
    workspace: Option<String>,
}

/// Reads one pipeline variable of a workspace: key, value, whether secured. The value of a secured one is never shown.
/// `bitbucket_workspace_pipeline_variables_list` finds one by its key.
#[tool(
    name = "bitbucket_workspace_pipeline_variable_get",
    title = "Read a workspace variable",
    effect = read,
    scopes("pipeline"),
    get = "/workspaces/{workspace}/pipelines-config/variables/{variable_uuid}",
    compact = "uuid,key,value,secured",
)]
pub struct WorkspacePipelineVariableGet {
    workspace: Option<String>,
    /// UUID of the variable, in braces; `bitbucket_workspace_pipeline_variables_list` knows it.
    variable_uuid: Uuid,
}

/// Creates a pipeline variable that later runs of every repository of the workspace get: use it only for what all of
/// them may know, and `bitbucket_pipeline_variable_create` for one repository. A secured value is masked in logs and
/// never comes back. A key that is there already is an error (409). It needs an administrator of the workspace.
#[tool(
    name = "bitbucket_workspace_pipeline_variable_create",
    title = "Create a workspace variable",
    effect = write,
    scopes("pipeline:variable"),
    post = "/workspaces/{workspace}/pipelines-config/variables",
)]
pub struct WorkspacePipelineVariableCreate {
    workspace: Option<String>,
    /// Name: ASCII letters, digits and underscores, no digit first.
    key: VariableKey,
    /// Value.
    value: String,
    /// Whether the value is kept secret for good; it is not unless this says so.
    secured: Option<bool>,
}

/// Changes a pipeline variable of a workspace, for every repository in it. Key and value are both needed, also where only
/// one of them changes; the value of a secured variable cannot be looked up, so it has to be known. It needs an
/// administrator of the workspace.
#[tool(
    name = "bitbucket_workspace_pipeline_variable_update",
    title = "Change a workspace variable",
    effect = write,
    idempotent,
    scopes("pipeline:variable"),
    put = "/workspaces/{workspace}/pipelines-config/variables/{variable_uuid}",
)]
pub struct WorkspacePipelineVariableUpdate {
    workspace: Option<String>,
    /// UUID of the variable, in braces; `bitbucket_workspace_pipeline_variables_list` knows it.
    variable_uuid: Uuid,
    /// Name, the old or a new one: ASCII letters, digits and underscores, no digit first.
    key: VariableKey,
    /// Value, the old or a new one.
    value: String,
    /// Whether the value is kept secret. Repeat `true` for a variable that is secured.
    secured: Option<bool>,
}

/// Deletes a pipeline variable of a workspace, for every repository in it. Later runs do not get it, and may fail for
/// that. A secured value is lost: nobody can read it first. It needs an administrator of the workspace.
#[tool(
    name = "bitbucket_workspace_pipeline_variable_delete",
    title = "Delete a workspace variable",
    effect = destructive,
    idempotent,
    scopes("pipeline:variable"),
    delete = "/workspaces/{workspace}/pipelines-config/variables/{variable_uuid}",
)]
pub struct WorkspacePipelineVariableDelete {
    workspace: Option<String>,
    /// UUID of the variable, in braces; `bitbucket_workspace_pipeline_variables_list` knows it.
    variable_uuid: Uuid,
}
