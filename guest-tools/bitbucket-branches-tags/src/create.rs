//! `bitbucket_branch_create`.

use innkeeper_sdk::prelude::*;

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
    name: String,
    /// Full hash of the commit to start from. The name of a branch is taken as its newest commit.
    #[at(body = "target.hash")]
    target_hash: String,
}
