//! Branches.

use innkeeper_sdk::prelude::*;

/// Lists the branches of a repository, a page at a time, each with the commit that it stands at. Use `q` to
/// find one by part of its name (`name ~ "fix"`). For the newest first, sort by `-target.date`.
#[tool(
    name = "bitbucket_branches_list",
    title = "List branches",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/refs/branches",
    filtered,
    paged(max = 100),
    compact = "values.name,values.target.hash,values.target.date,values.target.author.raw,page,size,next",
)]
pub struct BranchesList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads one branch: its newest commit and the ways in which pull requests into it may be merged. Use it when
/// the name is known; `bitbucket_branches_list` finds names. It returns neither files nor older commits.
#[tool(
    name = "bitbucket_branch_get",
    title = "Read a branch",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/refs/branches/{name}",
    compact = "name,target.hash,target.date,target.message,target.author.raw,merge_strategies,\
        default_merge_strategy,links.html.href",
)]
pub struct BranchGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Name of the branch, without `refs/heads/`; may hold slashes.
    name: String,
}

/// Creates a branch at a commit and answers with it. Use it before committing work that is to become a pull
/// request. A name that exists already is an error: it moves no branch. It creates no commits.
#[tool(
    name = "bitbucket_branch_create",
    title = "Create a branch",
    effect = write,
    scopes("repository:write"),
    post = "/repositories/{workspace}/{repo_slug}/refs/branches",
)]
pub struct BranchCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Name of the new branch, without `refs/heads/`; may hold slashes: `feature/checkout`.
    #[schemars(length(min = 1))]
    name: String,
    /// Full hash of the commit to start from. The name of a branch is taken as its newest commit.
    #[at(body = "target.hash")]
    #[schemars(length(min = 1))]
    target_hash: String,
}

/// Deletes a branch. Commits that are on no other branch can hardly be found afterwards: note the branch's
/// hash first (`bitbucket_branch_get`), and a new branch at it brings them back. The main branch cannot be
/// deleted.
#[tool(
    name = "bitbucket_branch_delete",
    title = "Delete a branch",
    effect = destructive,
    idempotent,
    scopes("repository:write"),
    delete = "/repositories/{workspace}/{repo_slug}/refs/branches/{name}",
)]
pub struct BranchDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Name of the branch, without `refs/heads/`; may hold slashes.
    name: String,
}
