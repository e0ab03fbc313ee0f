//! Where two revisions meet, and what differs between them.
//!
//! A spec names the side with the changes first, which is the other way round than `git diff` (Bitbucket
//! facts, trap 6).

use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One revision, or two with `..` between them. No name that git allows holds `..`, so there is one way to
/// read it.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
struct Spec(#[schemars(regex(pattern = r"^[^.]+(\.[^.]+)*(\.\.[^.]+(\.[^.]+)*)?$"))] String);

/// Two revisions with `..` between them.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
struct Pair(#[schemars(regex(pattern = r"^[^.]+(\.[^.]+)*\.\.[^.]+(\.[^.]+)*$"))] String);

/// Finds the newest commit that two revisions have in common: where one branch left the other. Use it to see
/// what a branch was started from. Where there are several equally new ones, one of them is returned.
#[tool(
    name = "bitbucket_merge_base_get",
    title = "Find a common ancestor",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/merge-base/{revspec}",
    compact = "hash,date,message,author.raw,parents.hash,links.html.href",
)]
pub struct MergeBaseGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Two hashes or branches, `A..B`, in either order.
    revspec: Pair,
}

/// Counts what changed, file by file: status, lines added and removed, old and new path. Use it to see how
/// large a change is before reading it with `bitbucket_diff_raw_get`. It returns no content. A comparison
/// that is too large is a time-out: narrow it with `path`.
#[tool(
    name = "bitbucket_diffstat_get",
    title = "Count changed lines",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/diffstat/{spec}",
    paged(max = 100),
    compact = "values.status,values.lines_added,values.lines_removed,values.old.path,values.new.path,\
        page,size,next",
)]
pub struct DiffstatGet {
    workspace: Option<String>,
    repo_slug: String,
    /// `A..B`: hashes or branches, where A has the changes and B is the base; the reverse of `git diff A..B`.
    /// One revision alone is compared with its first parent.
    spec: Spec,
    /// Only these files.
    path: Option<Vec<String>>,
    /// Whether changes in white space alone count for nothing.
    ignore_whitespace: Option<bool>,
    /// Whether to see that a file was moved; otherwise that is a removal and an addition. True by default.
    renames: Option<bool>,
    /// True compares A with where it left B, so that only A's own changes show; false compares A with B as
    /// they are. True by default.
    topic: Option<bool>,
}

/// Summarises what changed between two branches or commits, file by file: status, lines added and removed,
/// paths. Use it to see which files differ. It returns no content: `bitbucket_diff_raw_get` does. It answers
/// as `bitbucket_diffstat_get` does, which takes several paths.
#[tool(
    name = "bitbucket_diff_get",
    title = "Compare two revisions",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/diffstat/{spec}",
    paged(max = 100),
    compact = "values.status,values.lines_added,values.lines_removed,values.old.path,values.new.path,\
        page,size,next",
)]
pub struct DiffGet {
    workspace: Option<String>,
    repo_slug: String,
    /// `A..B`: hashes or branches, where A has the changes and B is the base; the reverse of `git diff A..B`.
    /// One revision alone is compared with its first parent.
    spec: Spec,
    /// Only this file.
    path: Option<String>,
    /// Whether changes in white space alone count for nothing.
    ignore_whitespace: Option<bool>,
    /// Whether to see that a file was moved; otherwise that is a removal and an addition. True by default.
    renames: Option<bool>,
    /// True compares A with where it left B, so that only A's own changes show; false compares A with B as
    /// they are. True by default.
    topic: Option<bool>,
}

/// Reads the changes themselves, line by line, as a unified diff in git's format. Use it to review a commit
/// or a branch; look with `bitbucket_diffstat_get` first, because this has no pages. A comparison that is too
/// large is a time-out: narrow it with `path`. It has no commit messages: `bitbucket_patch_raw_get` does.
#[tool(
    name = "bitbucket_diff_raw_get",
    title = "Read a diff",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/diff/{spec}",
    header("accept" = "*/*"),
    answer = text("text/plain"),
)]
pub struct DiffRawGet {
    workspace: Option<String>,
    repo_slug: String,
    /// `A..B`: hashes or branches, where A has the changes and B is the base; the reverse of `git diff A..B`.
    /// One revision alone is compared with its first parent.
    spec: Spec,
    /// Only these files.
    path: Option<Vec<String>>,
    /// Unchanged lines to show around each change; 3 by default.
    context: Option<u32>,
    /// Whether changes in white space alone count for nothing.
    ignore_whitespace: Option<bool>,
    /// Whether to say that binary files differ. True by default.
    binary: Option<bool>,
    /// Whether to see that a file was moved; otherwise that is a removal and an addition. True by default.
    renames: Option<bool>,
    /// True compares A with where it left B, so that only A's own changes show; false compares A with B as
    /// they are. True by default.
    topic: Option<bool>,
}

/// Reads commits as a series of mails, as `git format-patch` writes them: author, date, message and diff of
/// each. Use it to apply commits elsewhere or to read them one by one. It cannot be narrowed to files, has no
/// pages, and is a time-out where it is too large.
#[tool(
    name = "bitbucket_patch_raw_get",
    title = "Read commits as patches",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/patch/{spec}",
    header("accept" = "*/*"),
    answer = text("text/plain"),
)]
pub struct PatchRawGet {
    workspace: Option<String>,
    repo_slug: String,
    /// `A..B`: hashes or branches; the commits that A has and B lacks, the reverse of `git format-patch
    /// A..B`. One revision alone is that commit.
    spec: Spec,
}
