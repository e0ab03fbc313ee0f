//! The log, one commit, and approvals.

use innkeeper_sdk::prelude::*;

/// Lists commits, newest first, a page at a time: hash, author, date, message and parents. Without `branch`
/// these are the commits of all branches and tags. Use `exclude` for what one branch has and another lacks,
/// and `path` for the commits that changed a file or folder. It tells nothing about the lines that changed:
/// `bitbucket_diffstat_get` does.
#[tool(
    name = "bitbucket_commits_list",
    title = "List commits",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/commits",
    paged(max = 100),
    compact = "values.hash,values.date,values.message,values.author.raw,page,next",
)]
pub struct CommitsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Branch, tag or commit hash whose commits to list, itself included.
    #[at(query = "include")]
    branch: Option<String>,
    /// Branches, tags or hashes whose commits to leave out.
    exclude: Option<Vec<String>>,
    /// Only commits that changed this file, or something in this folder.
    path: Option<String>,
}

/// Reads one commit: full message, author, date and parents. Use it when a hash, branch or tag is known;
/// `bitbucket_commits_list` finds hashes. It returns neither files nor line counts: `bitbucket_diffstat_get`
/// and `bitbucket_diff_raw_get` do.
#[tool(
    name = "bitbucket_commit_get",
    title = "Read a commit",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/commit/{commit}",
    compact = "hash,date,message,author.raw,author.user.display_name,author.user.uuid,parents.hash,\
        participants.approved,participants.user.display_name,links.html.href",
)]
pub struct CommitGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit, seven digits at least; or a branch or tag, for the commit it stands at.
    commit: String,
}

/// Approves a commit in the name of the account, and answers with that approval. Approving twice changes
/// nothing. It approves no pull request.
#[tool(
    name = "bitbucket_commit_approve",
    title = "Approve a commit",
    effect = write,
    idempotent,
    scopes("repository:write"),
    post = "/repositories/{workspace}/{repo_slug}/commit/{commit}/approve",
)]
pub struct CommitApprove {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit to approve.
    commit: String,
}

/// Takes back the account's own approval of a commit; approvals of others stay.
#[tool(
    name = "bitbucket_commit_unapprove",
    title = "Withdraw an approval of a commit",
    effect = write,
    idempotent,
    scopes("repository:write"),
    delete = "/repositories/{workspace}/{repo_slug}/commit/{commit}/approve",
)]
pub struct CommitUnapprove {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit whose approval to withdraw.
    commit: String,
}
