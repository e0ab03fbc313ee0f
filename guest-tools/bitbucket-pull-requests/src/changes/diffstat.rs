//! `bitbucket_pull_request_diffstat_get`.
//!
//! The provider takes both revisions as one segment, `A..B`, where A has the changes: the reverse of `git diff`
//! (Bitbucket facts, trap 6). It finds the commits of a fork only when it is told which pull request brings them, as its
//! own redirects do.

use innkeeper_sdk::prelude::*;

#[cfg(test)]
mod tests;

/// Summarises the changes of a pull request, a page at a time: for each file its status, its path before and after, and
/// how many lines are added and removed. Take both hashes from `bitbucket_pull_request_get` (`source.commit.hash`,
/// `destination.commit.hash`). Use it before `bitbucket_pull_request_diff_get`, whose answer may be long. It returns no
/// lines of code.
#[tool(
    name = "bitbucket_pull_request_diffstat_get",
    title = "Summarise the changes of a pull request",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/diffstat/{spec}",
    query("topic" = "true"),
    paged(max = 100),
    compact = "values.status,values.lines_added,values.lines_removed,values.old.path,values.new.path,next",
    run = diffstat,
)]
pub struct PullRequestDiffstatGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit that has the changes: the pull request's `source.commit.hash`.
    #[at(path = "spec")]
    #[schemars(length(min = 1))]
    source_commit: String,
    /// Hash of the commit that they are to come to: the pull request's `destination.commit.hash`.
    #[at(none)]
    #[schemars(length(min = 1))]
    dest_commit: String,
    /// Number of the pull request; needed only where its source is in a fork.
    #[at(query = "from_pullrequest_id")]
    #[schemars(regex(pattern = r"^[0-9]+$"))]
    pull_request_id: Option<String>,
    /// Only this file.
    path: Option<String>,
    /// Whether lines that differ in white space only count as the same.
    ignore_whitespace: Option<bool>,
    /// Whether a file that moved is one change, as it is by default, or a removal and an addition.
    renames: Option<bool>,
}

fn diffstat(input: PullRequestDiffstatGet) -> Result<Output, Failure> {
    check_revision("source_commit", &input.source_commit)?;
    check_revision("dest_commit", &input.dest_commit)?;
    let mut request = input.request()?;
    if let Some(spec) = request.params.iter_mut().find(|field| field.name == "spec") {
        spec.value = format!("{}..{}", input.source_commit, input.dest_commit);
    }
    input.gather(request)
}

/// No revision has what would make the pair ambiguous.
fn check_revision(input: &str, revision: &str) -> Result<(), Failure> {
    if revision.contains("..") || revision.contains(char::is_control) {
        return Err(Failure::invalid(input, "is no revision: give the hash of one commit"));
    }
    Ok(())
}
