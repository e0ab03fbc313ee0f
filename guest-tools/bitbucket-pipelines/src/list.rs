//! `bitbucket_pipelines_list`. It has filters of its own; `q` is ignored by the provider, and the order is oldest first
//! (Bitbucket facts, trap 18).

use bitbucket::Uuid;
use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Lists pipeline runs, the newest first unless `sort` says otherwise: build number, state, branch and date. Use it to
/// find a run by branch, commit, status or trigger; filters are joined by "and". A missing `next` does not always mean
/// the end: where `size` says that there are more, ask for the next `page`. It returns no steps and no logs.
#[tool(
    name = "bitbucket_pipelines_list",
    title = "List pipeline runs",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines",
    paged(max = 100),
    compact = "values.build_number,values.state.name,values.state.result.name,values.target.ref_name,\
        values.created_on,page,size,next",
    run = list,
)]
pub struct PipelinesList {
    workspace: Option<String>,
    repo_slug: String,
    /// Only those that stand so.
    status: Option<Status>,
    /// Only those on this branch.
    #[at(query = "target.branch")]
    target_branch: Option<String>,
    /// Only those on this kind of reference.
    #[at(query = "target.ref_type")]
    target_ref_type: Option<RefType>,
    /// Only those on the branch or tag of this name.
    #[at(query = "target.ref_name")]
    target_ref_name: Option<String>,
    /// Only those of this commit, by its full hash.
    #[at(query = "target.commit.hash")]
    target_commit_hash: Option<String>,
    /// Only those of this kind of definition in `bitbucket-pipelines.yml`.
    #[at(query = "target.selector.type")]
    target_selector_type: Option<SelectorType>,
    /// Only those of the definition of this name, such as a custom pipeline's.
    #[at(query = "target.selector.pattern")]
    target_selector_pattern: Option<String>,
    /// Only those started in this way.
    trigger_type: Option<TriggerType>,
    /// Only those started by this user: UUID in braces.
    #[at(query = "creator.uuid")]
    creator_uuid: Option<Uuid>,
    /// Only those created at this moment: ISO 8601, such as `2026-11-02T09:30:00Z`.
    #[schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"))]
    created_on: Option<String>,
    /// Order; `-created_on`, the newest first, unless this says otherwise.
    sort: Option<Order>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Status {
    Parsing,
    Pending,
    Paused,
    Halted,
    Building,
    Error,
    Passed,
    Failed,
    Stopped,
    Unknown,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum RefType {
    Branch,
    Tag,
    AnnotatedTag,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum SelectorType {
    Branch,
    Tag,
    Custom,
    PullRequests,
    Default,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum TriggerType {
    Push,
    Manual,
    Scheduled,
    ParentStep,
}

#[derive(Deserialize, Serialize, JsonSchema)]
enum Order {
    #[serde(rename = "-created_on")]
    NewestFirst,
    #[serde(rename = "created_on")]
    OldestFirst,
    #[serde(rename = "-run_creation_date")]
    NewestRunFirst,
    #[serde(rename = "run_creation_date")]
    OldestRunFirst,
    #[serde(rename = "creator.uuid")]
    Creator,
    #[serde(rename = "-creator.uuid")]
    CreatorBackwards,
}

fn list(mut input: PipelinesList) -> Result<Output, Failure> {
    input.sort = input.sort.or(Some(Order::NewestFirst));
    input.gather(input.request()?)
}
