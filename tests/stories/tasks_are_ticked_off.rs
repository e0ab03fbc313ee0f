//! What is left to do is written down below a comment, done, found not to be done, and done again.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_pull_request_comment_create",
    "bitbucket_pull_request_task_create",
    "bitbucket_pull_request_task_get",
    "bitbucket_pull_request_task_update",
    "bitbucket_pull_request_task_delete",
    "bitbucket_pull_request_tasks_list",
    "bitbucket_pull_request_get",
];

fn one(more: Value) -> Value {
    let mut input = json!({ "repo_slug": "website", "pull_request_id": 1 });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

/// How many tasks are open, as the pull request says.
async fn open(story: &Story) -> Value {
    story.call("bitbucket_pull_request_get", one(json!({}))).await["task_count"].clone()
}

#[tokio::test]
async fn tasks_are_ticked_off() {
    let story = Story::begin().await;
    let comment =
        story.call("bitbucket_pull_request_comment_create", one(json!({ "content": "Untested" }))).await;
    let new = one(json!({ "content": "Test on a telephone", "comment_id": comment["id"] }));
    let task = story.call("bitbucket_pull_request_task_create", new).await;
    assert_eq!((&task["state"], &task["comment"]["id"]), (&json!("UNRESOLVED"), &comment["id"]));
    let mistake = story.call("bitbucket_pull_request_task_create", one(json!({ "content": "?" }))).await;
    assert_eq!(open(&story).await, 2);

    let which = json!({ "task_id": task["id"] });
    let with = |more: Value| {
        let mut input = one(which.clone());
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let done = story.call("bitbucket_pull_request_task_update", with(json!({ "pending": false }))).await;
    assert_eq!((&done["state"], &done["resolved_by"]["nickname"]), (&json!("RESOLVED"), &json!("alice")));
    let again = with(json!({ "pending": true, "content": "Test on two telephones" }));
    story.call("bitbucket_pull_request_task_update", again).await;
    let read = story.call("bitbucket_pull_request_task_get", with(json!({}))).await;
    assert_eq!((&read["state"], &read["resolved_on"]), (&json!("UNRESOLVED"), &Value::Null));
    assert_eq!(read["content"]["raw"], "Test on two telephones");
    story.refused("bitbucket_pull_request_task_update", with(json!({})), "BAD_INPUT").await;
    let both = with(json!({ "pending": false, "state": "UNRESOLVED" }));
    story.refused("bitbucket_pull_request_task_update", both, "BAD_INPUT").await;

    let mistaken = one(json!({ "task_id": mistake["id"] }));
    story.call("bitbucket_pull_request_task_delete", mistaken.clone()).await;
    story.refused("bitbucket_pull_request_task_get", mistaken, "UPSTREAM_NOT_FOUND").await;
    story.call("bitbucket_pull_request_task_update", with(json!({ "state": "RESOLVED" }))).await;
    assert_eq!(open(&story).await, 0);
    let left = one(json!({ "q": "state = \"UNRESOLVED\"" }));
    assert_eq!(story.call("bitbucket_pull_request_tasks_list", left).await["values"], json!([]));
    let all = story.call("bitbucket_pull_request_tasks_list", one(json!({ "fields": "compact" }))).await;
    assert_eq!(all["values"][0]["id"], task["id"]);
    story.end(TELLS);
}
