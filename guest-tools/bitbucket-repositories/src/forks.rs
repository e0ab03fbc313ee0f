//! `bitbucket_repository_fork` and `bitbucket_repository_forks_list`.

use innkeeper_sdk::prelude::*;

/// Forks a repository: makes a copy with its own branches, and answers with the copy. Pull requests and downloads are
/// not copied. Within the same workspace the copy needs another `name`. Where the repository's fork policy or the
/// account's rights do not allow it, it is an error.
#[tool(
    name = "bitbucket_repository_fork",
    title = "Fork a repository",
    effect = write,
    scopes("repository:write"),
    post = "/repositories/{workspace}/{repo_slug}/forks",
    workspaces(body = "workspace.slug"),
)]
pub struct RepositoryFork {
    workspace: Option<String>,
    repo_slug: String,
    /// Name of the fork, from which its slug is made; without it, the name of the original.
    name: Option<String>,
    /// Slug of the workspace to fork into, one that the account may touch. Say it: left out, it is the account's own.
    #[at(body = "workspace.slug")]
    workspace_destination: Option<String>,
    /// Whether only people with access see the fork; without it, as the original.
    is_private: Option<bool>,
}

/// Lists the forks of a repository that the account can see, a page at a time. Use it to see who built on it, or whether
/// there is a fork already. Forks of forks are not among them.
#[tool(
    name = "bitbucket_repository_forks_list",
    title = "List forks",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/forks",
    filtered,
    paged(max = 100),
    compact = "values.full_name,values.updated_on,values.links.html.href,size,next",
)]
pub struct RepositoryForksList {
    workspace: Option<String>,
    repo_slug: String,
}
