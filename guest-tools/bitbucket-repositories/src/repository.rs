//! `bitbucket_repositories_list`, `bitbucket_repository_get`, `…_create`, `…_update`, `…_delete`.

use bitbucket::existing;
use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Lists the repositories of a workspace that the account can see, a page at a time, with what is known of each. Use `q`
/// to find one by part of its name (`name ~ "shop"`) and `sort` for an order (`-updated_on`). It does not look into
/// other workspaces and does not search in code.
#[tool(
    name = "bitbucket_repositories_list",
    title = "List repositories",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}",
    filtered,
    paged(max = 100),
    compact = "values.slug,values.updated_on,values.links.html.href,size,next",
)]
pub struct RepositoriesList {
    workspace: Option<String>,
}

/// Reads one repository: description, main branch, language, size, project, visibility and clone links. Use it when the
/// slug is known; `bitbucket_repositories_list` finds slugs. It does not return files or branches.
#[tool(
    name = "bitbucket_repository_get",
    title = "Read a repository",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}",
    compact = "uuid,full_name,slug,name,description,is_private,language,size,updated_on,mainbranch.name,project.key,\
        parent.full_name,links.html,links.clone",
)]
pub struct RepositoryGet {
    workspace: Option<String>,
    repo_slug: String,
}

/// Creates an empty repository and answers with it. Its first branch comes with its first commit, such as one of
/// `bitbucket_files_commit`. A slug that is taken is an error. It copies nothing: `bitbucket_repository_fork` does.
#[tool(
    name = "bitbucket_repository_create",
    title = "Create a repository",
    effect = write,
    scopes("repository:admin"),
    post = "/repositories/{workspace}/{repo_slug}",
)]
pub struct RepositoryCreate {
    workspace: Option<String>,
    /// Slug of the new repository, unique in the workspace: lower-case letters, digits, `-`, `_` and `.`.
    repo_slug: String,
    /// What it is for.
    description: Option<String>,
    /// Whether only people with access see it. Say it: left out, the provider decides, and may make it public.
    is_private: Option<bool>,
    /// Key of its project, such as `CORE`; without it, the workspace's oldest project.
    #[at(body = "project.key")]
    project_key: Option<String>,
    /// Version control; the provider has git only.
    scm: Option<Scm>,
    /// Whether to have an issue tracker. The provider's API to it ended on 2026-08-20.
    has_issues: Option<bool>,
    /// Whether to have a wiki. The provider's API to it ended on 2026-08-20.
    has_wiki: Option<bool>,
}

/// Version control.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Scm {
    Git,
}

/// Changes the description or the visibility of a repository, or its tracker and wiki flags, and answers with it. What is
/// left out stays as it is. It does not create: a slug that is not there is an error. It does not rename either.
#[tool(
    name = "bitbucket_repository_update",
    title = "Change a repository",
    effect = write,
    idempotent,
    scopes("repository:admin"),
    put = "/repositories/{workspace}/{repo_slug}",
    also(get = "/repositories/{workspace}/{repo_slug}"),
    run = update,
)]
pub struct RepositoryUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// What it is for.
    description: Option<String>,
    /// Whether only people with access see it. `false` shows all of its history to everybody.
    is_private: Option<bool>,
    /// Whether to have an issue tracker. The provider's API to it ended on 2026-08-20.
    has_issues: Option<bool>,
    /// Whether to have a wiki. The provider's API to it ended on 2026-08-20.
    has_wiki: Option<bool>,
}

/// The provider's PUT creates what it does not find (Bitbucket facts, trap 2).
fn update(input: RepositoryUpdate) -> Result<Output, Failure> {
    existing::update(input.request()?)
}

/// Deletes a repository for good, with its branches, pull requests, pipelines and downloads. Forks stay. It cannot be
/// undone. It needs the scope `repository:delete`, which `repository:admin` does not bring.
#[tool(
    name = "bitbucket_repository_delete",
    title = "Delete a repository",
    effect = destructive,
    idempotent,
    scopes("repository:delete"),
    delete = "/repositories/{workspace}/{repo_slug}",
)]
pub struct RepositoryDelete {
    workspace: Option<String>,
    repo_slug: String,
}
