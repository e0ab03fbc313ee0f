//! The whole way, across toolsets: a branch, a commit, a pull request with its discussion, the merge that its branch's
//! rules ask for, a pipeline's log, and an environment to deploy to.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_branch_create",
    "bitbucket_branch_restriction_create",
    "bitbucket_commits_list",
    "bitbucket_deployment_variable_create",
    "bitbucket_deployment_variables_list",
    "bitbucket_environment_create",
    "bitbucket_file_read",
    "bitbucket_files_commit",
    "bitbucket_merge_base_get",
    "bitbucket_pipeline_get",
    "bitbucket_pipeline_step_log_get",
    "bitbucket_pipeline_steps_list",
    "bitbucket_pipeline_trigger",
    "bitbucket_pull_request_approve",
    "bitbucket_pull_request_comment_create",
    "bitbucket_pull_request_create",
    "bitbucket_pull_request_diff_get",
    "bitbucket_pull_request_get",
    "bitbucket_pull_request_merge",
    "bitbucket_pull_request_task_create",
    "bitbucket_pull_request_task_update",
    "bitbucket_workspace_members_list",
];

const BRANCH: &str = "feature/tips";

/// Inputs for the repository that the story is about.
fn here(mut input: Value) -> Value {
    input["repo_slug"] = json!("payments-api");
    input
}

#[tokio::test]
async fn an_idea_becomes_a_release() {
    let story = Story::begin().await;
    let commit = write(&story).await;
    let id = propose(&story, &commit).await;
    merge(&story, id).await;
    protect(&story).await;
    build(&story).await;
    prepare(&story).await;
    story.end(TELLS);
}

/// A branch with one commit, whose file can be read back.
async fn write(story: &Story) -> Value {
    story.call("bitbucket_branch_create", here(json!({ "name": BRANCH, "target_hash": "main" }))).await;
    let files =
        json!([{ "path": "src/tip.rs", "content": "pub fn tip(cents: u64) -> u64 {\n    cents / 10\n}\n" }]);
    let change = json!({ "branch": BRANCH, "message": "Ask for a tip", "files": files });
    let made = story.call("bitbucket_files_commit", here(change)).await;
    let read = here(json!({ "commit": BRANCH, "path": "src/tip.rs" }));
    let file = story.call("bitbucket_file_read", read).await;
    assert!(file["content"].as_str().unwrap().starts_with("pub fn tip"), "{file}");
    made["commit"].clone()
}

/// A pull request of exactly that commit, with a remark and something to do.
async fn propose(story: &Story, commit: &Value) -> u64 {
    let proposal = json!({ "title": "Tips", "source_branch": BRANCH, "close_source_branch": true });
    let opened = story.call("bitbucket_pull_request_create", here(proposal)).await;
    let id = opened["id"].as_u64().unwrap();
    let spec = format!("{}..main", commit.as_str().unwrap());
    let base = story.call("bitbucket_merge_base_get", here(json!({ "revspec": spec }))).await;
    let log = story.call("bitbucket_commits_list", here(json!({ "branch": BRANCH, "pagelen": 2 }))).await;
    assert_eq!((&log["values"][0]["hash"], &log["values"][1]["hash"]), (commit, &base["hash"]));
    let diff = story.call("bitbucket_pull_request_diff_get", here(json!({ "pull_request_id": id }))).await;
    assert!(diff["content"].as_str().unwrap().contains("+    cents / 10"), "{diff}");
    id
}

/// The destination asks for an approval and for the task to be done: only then does the branch become a part of it.
async fn merge(story: &Story, id: u64) {
    let one = |more: Value| {
        let mut input = here(more);
        input["pull_request_id"] = json!(id);
        input
    };
    for (kind, value) in [("require_approvals_to_merge", Some(1)), ("require_tasks_to_be_completed", None)] {
        let mut rule = here(json!({ "kind": kind, "pattern": "main" }));
        if let Some(value) = value {
            rule["value"] = json!(value);
        }
        story.call("bitbucket_branch_restriction_create", rule).await;
    }
    let remark = json!({ "content": "Ten per cent?", "inline_path": "src/tip.rs", "inline_to": 2 });
    let remark = story.call("bitbucket_pull_request_comment_create", one(remark)).await;
    let task = json!({ "content": "Say why ten", "comment_id": remark["id"] });
    let task = story.call("bitbucket_pull_request_task_create", one(task)).await;

    story.refused("bitbucket_pull_request_merge", one(json!({})), "UPSTREAM_VALIDATION").await;
    story.call("bitbucket_pull_request_approve", one(json!({}))).await;
    story.refused("bitbucket_pull_request_merge", one(json!({})), "UPSTREAM_VALIDATION").await;
    let done = json!({ "task_id": task["id"], "pending": false });
    story.call("bitbucket_pull_request_task_update", one(done)).await;
    let merged = story.call("bitbucket_pull_request_merge", one(json!({ "merge_strategy": "squash" }))).await;
    assert_eq!(merged["state"], "MERGED");
    let read = story.call("bitbucket_pull_request_get", one(json!({}))).await;
    assert_eq!(read["state"], "MERGED");
    story.refused("bitbucket_branch_get", here(json!({ "name": BRANCH })), "UPSTREAM_NOT_FOUND").await;
    let file = here(json!({ "commit": "main", "path": "src/tip.rs" }));
    assert!(
        story.call("bitbucket_file_read", file).await["content"].as_str().unwrap().contains("cents / 10")
    );
}

/// From now on only bob pushes to main.
async fn protect(story: &Story) {
    let members = story.call("bitbucket_workspace_members_list", json!({})).await;
    let members = members["values"].as_array().unwrap();
    let bob = members.iter().find(|member| member["user"]["nickname"] == "bob").unwrap();
    let rule = json!({ "kind": "push", "pattern": "main", "users": [bob["user"]["uuid"]], "groups": [] });
    story.call("bitbucket_branch_restriction_create", here(rule)).await;
    let files = json!([{ "path": "src/tip.rs", "content": "" }]);
    let change = here(json!({ "branch": "main", "message": "Past the rule", "files": files }));
    let problem = story.refused("bitbucket_files_commit", change, "UPSTREAM_FORBIDDEN").await;
    assert!(problem["detail"].as_str().unwrap().contains("push"), "{problem}");
}

/// A pipeline of what was merged, its steps and what one of them printed.
async fn build(story: &Story) {
    let run = story.call("bitbucket_pipeline_trigger", here(json!({ "branch": "main" }))).await;
    let which = |more: Value| {
        let mut input = here(more);
        input["pipeline_uuid"] = run["uuid"].clone();
        input
    };
    let mut looks = 0;
    while story.call("bitbucket_pipeline_get", which(json!({}))).await["state"]["name"] != "COMPLETED" {
        looks += 1;
        assert!(looks < 20, "the run does not end");
    }
    let steps = story.call("bitbucket_pipeline_steps_list", which(json!({}))).await;
    let step = json!({ "step_uuid": steps["values"][1]["uuid"] });
    let log = story.call("bitbucket_pipeline_step_log_get", which(step)).await;
    assert!(log["content"].as_str().unwrap().contains("128 passed"), "{log}");
}

/// An environment and a variable of its own, whose value nobody reads again.
async fn prepare(story: &Story) {
    let canary = here(json!({ "name": "Canary", "environment_type": "Test" }));
    let canary = story.call("bitbucket_environment_create", canary).await;
    let of_it = |more: Value| {
        let mut input = here(more);
        input["environment_uuid"] = canary["uuid"].clone();
        input
    };
    let secret = json!({ "key": "TIP_SERVICE_TOKEN", "value": "hush", "secured": true });
    story.call("bitbucket_deployment_variable_create", of_it(secret)).await;
    let page = story.call("bitbucket_deployment_variables_list", of_it(json!({}))).await;
    assert_eq!(page["values"][0]["key"], "TIP_SERVICE_TOKEN");
    assert!(!page.to_string().contains("hush"), "{page}");
}
