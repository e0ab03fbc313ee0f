//! What builds say about a commit.

use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::WebAddress;

/// How a build stands.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum BuildState {
    Successful,
    Failed,
    InProgress,
    Stopped,
}

/// Lists what builds and other checks say about a commit: key, state, name and link of each. Use it to see
/// whether a commit passed. It has no logs.
#[tool(
    name = "bitbucket_commit_statuses_list",
    title = "List the statuses of a commit",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses",
    filtered,
    paged(max = 100),
    compact = "values.key,values.state,values.name,values.refname,values.url,page,size,next",
)]
pub struct StatusesList {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// Only those reported for this branch or tag, and those reported for none.
    refname: Option<String>,
}

/// Reads one build status of a commit. Use it when its key is known; `bitbucket_commit_statuses_list` finds
/// keys.
#[tool(
    name = "bitbucket_commit_build_status_get",
    title = "Read a build status",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses/build/{key}",
    compact = "key,state,name,description,url,refname,created_on,updated_on,links.commit.href",
)]
pub struct BuildStatusGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// What the build system calls this check.
    key: String,
}

/// Reports how a build of a commit stands, and answers with the status. The first report of a `key` makes a
/// status, any later one replaces it. Give `refname` to show it at the pull request of that branch. It starts
/// no build.
#[tool(
    name = "bitbucket_commit_build_status_create",
    title = "Report a build status",
    effect = write,
    idempotent,
    scopes("repository"),
    post = "/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses/build",
)]
pub struct BuildStatusCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// What the build system calls this check; one status a key.
    #[schemars(length(min = 1))]
    key: String,
    /// How the build stands; `STOPPED` is for one that somebody stopped.
    state: BuildState,
    /// Web page of the build, `http` or `https`.
    url: WebAddress,
    /// What the build is called where people see it, such as `Build #34`.
    name: Option<String>,
    /// One line about it, such as `42 tests passed`.
    description: Option<String>,
    /// Branch or tag that was built.
    refname: Option<String>,
}

/// Changes a build status that is there, and answers with it. What is left out stays as it was. Use it to end
/// a build that was reported as `INPROGRESS`. A key that nobody reported is an error:
/// `bitbucket_commit_build_status_create` makes statuses.
#[tool(
    name = "bitbucket_commit_build_status_update",
    title = "Update a build status",
    effect = write,
    idempotent,
    scopes("repository"),
    put = "/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses/build/{key}",
)]
pub struct BuildStatusUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// Key of the status; it cannot be changed.
    key: String,
    /// How the build stands now; `STOPPED` is for one that somebody stopped.
    state: BuildState,
    /// Web page of the build, `http` or `https`.
    url: WebAddress,
    /// What the build is called where people see it.
    name: Option<String>,
    /// One line about it.
    description: Option<String>,
    /// Branch or tag that was built.
    refname: Option<String>,
}
