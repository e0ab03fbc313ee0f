//! Milestones: what issues are to be done for.

use innkeeper_sdk::prelude::*;

/// Reads one milestone of a repository's issue tracker: its id and name. Use it to name a milestone whose id
/// is known. It lists no issues: `bitbucket_issues_list` does, with `q` set to `milestone.name = "…"`.
#[tool(
    name = "bitbucket_milestone_get",
    title = "Read a milestone",
    effect = read,
    scopes("issue"),
    get = "/repositories/{workspace}/{repo_slug}/milestones/{milestone_id}",
    compact = "id,name",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct MilestoneGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Id of the milestone; `bitbucket_milestones_list` knows it.
    #[schemars(range(min = 1))]
    milestone_id: u64,
}

/// Lists the milestones of a repository's issue tracker, a page at a time: id and name. Use it to learn which
/// names `q` of `bitbucket_issues_list` can ask for. There is no tool that makes one.
#[tool(
    name = "bitbucket_milestones_list",
    title = "List milestones",
    effect = read,
    scopes("issue"),
    get = "/repositories/{workspace}/{repo_slug}/milestones",
    paged(max = 100),
    compact = "values.id,values.name,page,size,next",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct MilestonesList {
    workspace: Option<String>,
    repo_slug: String,
}
