//! A merge takes its time: it is waited for, and its task can be asked about afterwards.

use innkeeper_simulator::Fault;
use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_pull_request_merge",
    "bitbucket_pull_request_merge_task_get",
    "bitbucket_pull_requests_list",
    "bitbucket_pull_request_commits_list",
];

#[tokio::test]
async fn a_slow_merge_is_followed() {
    let story = Story::begin().await;
    let control = story.house.simulator.control();
    control.fail_next_on("/merge", Fault::SlowMerge);
    let merge = json!({
        "repo_slug": "website", "pull_request_id": 1, "merge_strategy": "squash", "message": "A menu",
        "close_source_branch": true,
    });
    let merged = story.call("bitbucket_pull_request_merge", merge.clone()).await;
    assert_eq!((&merged["state"], &merged["closed_by"]["nickname"]), (&json!("MERGED"), &json!("alice")));

    let requests = control.api_requests();
    let asked = requests.iter().rev().find(|request| request.path.contains("/merge/task-status/")).unwrap();
    let task = asked.path.rsplit('/').next().unwrap();
    let about = |task: &str| json!({ "repo_slug": "website", "pull_request_id": 1, "task_id": task });
    let done = story.call("bitbucket_pull_request_merge_task_get", about(task)).await;
    assert_eq!((&done["task_status"], &done["merge_result"]["id"]), (&json!("SUCCESS"), &json!(1)));
    let unknown = story.call("bitbucket_pull_request_merge_task_get", about("no-such-task")).await;
    assert_eq!(unknown["task_status"], "PENDING", "the provider knows no other answer");

    let landed = json!({ "repo_slug": "website", "state": "MERGED", "fields": "compact" });
    let landed = story.call("bitbucket_pull_requests_list", landed).await;
    assert_eq!(landed["values"][0]["id"], 1);
    let commits = json!({ "repo_slug": "website", "pull_request_id": 1 });
    let commits = story.call("bitbucket_pull_request_commits_list", commits).await;
    assert_eq!(commits["values"], json!([]), "its branch is gone");
    story.refused("bitbucket_pull_request_merge", merge, "UPSTREAM_VALIDATION").await;
    story.end(TELLS);
}
