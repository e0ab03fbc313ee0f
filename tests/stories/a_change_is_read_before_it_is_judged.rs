//! A reviewer finds what waits for her, and reads all that would change before she says anything.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_user_get",
    "bitbucket_pull_requests_list",
    "bitbucket_pull_request_get",
    "bitbucket_pull_request_commits_list",
    "bitbucket_pull_request_diffstat_get",
    "bitbucket_pull_request_diff_get",
    "bitbucket_pull_request_patch_get",
    "bitbucket_pull_request_conflicts_list",
    "bitbucket_pull_request_statuses_list",
    "bitbucket_commit_build_status_create",
];

fn one(more: Value) -> Value {
    let mut input = json!({ "repo_slug": "payments-api", "pull_request_id": 1 });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

#[tokio::test]
async fn a_change_is_read_before_it_is_judged() {
    let story = Story::begin().await;
    let me = story.call("bitbucket_user_get", json!({})).await;
    let waiting = json!({ "repo_slug": "payments-api", "q": format!("reviewers.uuid = {}", me["uuid"]) });
    let found = story.call("bitbucket_pull_requests_list", waiting).await;
    assert_eq!(
        (&found["values"][0]["id"], &found["values"][0]["title"]),
        (&json!(1), &json!("Round fees up"))
    );

    let read = story.call("bitbucket_pull_request_get", one(json!({}))).await;
    let [source, destination] = ["source", "destination"].map(|end| read[end]["commit"]["hash"].clone());
    let commits = story.call("bitbucket_pull_request_commits_list", one(json!({ "max_items": 5 }))).await;
    assert_eq!(commits["values"].as_array().unwrap().len(), 1);
    assert_eq!(commits["values"][0]["hash"], source);

    let ends = json!({ "repo_slug": "payments-api", "source_commit": source, "dest_commit": destination });
    let summary = story.call("bitbucket_pull_request_diffstat_get", ends).await;
    assert_eq!(summary["values"][0]["new"]["path"], "src/charge.rs");
    let diff = story.call("bitbucket_pull_request_diff_get", one(json!({}))).await;
    assert_eq!(diff["content_type"], "text/plain");
    assert!(diff["content"].as_str().unwrap().contains("+    let fee = (cents * 29).div_ceil(1000);\n"));
    let patch = story.call("bitbucket_pull_request_patch_get", one(json!({}))).await;
    assert!(patch["content"].as_str().unwrap().contains("Subject: [PATCH 1/1] Round fees up"));
    let conflicts = story.call("bitbucket_pull_request_conflicts_list", one(json!({}))).await;
    assert_eq!(conflicts["values"], json!([]));

    let build = json!({
        "repo_slug": "payments-api", "commit": source, "key": "unit", "state": "SUCCESSFUL",
        "url": "https://ci.example/1",
    });
    story.call("bitbucket_commit_build_status_create", build).await;
    let failed = one(json!({ "q": "state = \"FAILED\"" }));
    assert_eq!(story.call("bitbucket_pull_request_statuses_list", failed).await["values"], json!([]));
    let builds =
        story.call("bitbucket_pull_request_statuses_list", one(json!({ "fields": "compact" }))).await;
    assert_eq!(builds["values"][0]["key"], "unit");

    let nowhere = json!({ "repo_slug": "payments-api", "pull_request_id": 99 });
    for tool in ["bitbucket_pull_request_get", "bitbucket_pull_request_diff_get"] {
        story.refused(tool, nowhere.clone(), "UPSTREAM_NOT_FOUND").await;
    }
    let reversed = json!({ "repo_slug": "payments-api", "source_commit": "a..b", "dest_commit": "main" });
    story.refused("bitbucket_pull_request_diffstat_get", reversed, "BAD_INPUT").await;
    story.end(TELLS);
}
