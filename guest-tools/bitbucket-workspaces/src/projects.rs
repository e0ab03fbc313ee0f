//! `bitbucket_workspace_projects_list`, `bitbucket_workspace_project_get`, `…_create`, `…_update`,
//! `…_delete`.

use bitbucket::existing;
use innkeeper_sdk::prelude::*;

#[cfg(test)]
mod tests;

/// Lists the projects of a workspace, a page at a time. Use it to find the key of one: repositories are
/// created in a project. It does not list the repositories in them: `bitbucket_repositories_list` does, with
/// `q` (`project.key = "CORE"`).
#[tool(
    name = "bitbucket_workspace_projects_list",
    title = "List projects",
    effect = read,
    scopes("project"),
    get = "/workspaces/{workspace}/projects",
    paged(max = 100),
    compact = "values.key,values.name,values.is_private,values.links.html,page,size,next",
)]
pub struct WorkspaceProjectsList {
    workspace: Option<String>,
}

/// Reads one project: name, description, whether it is private, when it was made. Use it when the key is
/// known; `bitbucket_workspace_projects_list` finds keys. It returns no repositories.
#[tool(
    name = "bitbucket_workspace_project_get",
    title = "Read a project",
    effect = read,
    scopes("project"),
    get = "/workspaces/{workspace}/projects/{project_key}",
    compact = "uuid,key,name,description,is_private,has_publicly_visible_repos,created_on,\
        updated_on,links.html",
)]
pub struct WorkspaceProjectGet {
    workspace: Option<String>,
    /// Key of the project: `CORE`.
    #[schemars(length(min = 1))]
    project_key: String,
}

/// Creates an empty project in a workspace and answers with it. Use it before creating the repositories that
/// belong there. A key that is taken is an error. It moves no repositories.
#[tool(
    name = "bitbucket_workspace_project_create",
    title = "Create a project",
    effect = write,
    scopes("project:admin"),
    post = "/workspaces/{workspace}/projects",
)]
pub struct WorkspaceProjectCreate {
    workspace: Option<String>,
    /// Key of the new project, unique in the workspace: a capital letter, then capital letters, digits or
    /// `_`.
    #[schemars(length(min = 1))]
    key: String,
    /// Name that people see.
    #[schemars(length(min = 1))]
    name: String,
    /// What it is for.
    description: Option<String>,
    /// Whether only members of the workspace see it. Say it: left out, the provider decides. A private
    /// project holds no public repositories.
    is_private: Option<bool>,
}

/// Changes a project and answers with it; what is left out stays. A `key` other than `project_key` renames
/// the key, and with it the project's address. It creates nothing: it reads the project first, with the scope
/// `project`, and a `project_key` that is not there is an error.
#[tool(
    name = "bitbucket_workspace_project_update",
    title = "Change a project",
    effect = write,
    scopes("project:admin"),
    put = "/workspaces/{workspace}/projects/{project_key}",
    also(get = "/workspaces/{workspace}/projects/{project_key}"),
    run = update,
)]
pub struct WorkspaceProjectUpdate {
    workspace: Option<String>,
    /// Key that the project has now.
    #[schemars(length(min = 1))]
    project_key: String,
    /// Key that the project is to have: the same as `project_key` where it stays.
    #[schemars(length(min = 1))]
    key: String,
    /// Name that people see; the same as before where it stays.
    #[schemars(length(min = 1))]
    name: String,
    /// What it is for.
    description: Option<String>,
    /// Whether only members of the workspace see it.
    is_private: Option<bool>,
}

/// Deletes a project, for good. It has to be empty: delete its repositories or move them to another project
/// first, or it is refused (403).
#[tool(
    name = "bitbucket_workspace_project_delete",
    title = "Delete a project",
    effect = destructive,
    idempotent,
    scopes("project:admin"),
    delete = "/workspaces/{workspace}/projects/{project_key}",
)]
pub struct WorkspaceProjectDelete {
    workspace: Option<String>,
    /// Key of the project.
    #[schemars(length(min = 1))]
    project_key: String,
}

/// The provider's PUT creates what it does not find (Bitbucket facts, trap 2).
fn update(input: WorkspaceProjectUpdate) -> Result<Output, Failure> {
    existing::update(input.request()?)
}
