//! A reviewer asks for changes, takes that back, approves, takes that back as well, and approves in the end.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_pull_request_approve",
    "bitbucket_pull_request_unapprove",
    "bitbucket_pull_request_request_changes",
    "bitbucket_pull_request_remove_request_changes",
    "bitbucket_pull_request_get",
    "bitbucket_pull_request_merge",
];

fn one() -> Value {
    json!({ "repo_slug": "payments-api", "pull_request_id": 1 })
}

/// What the only reviewer thinks.
async fn verdict(story: &Story) -> Value {
    story.call("bitbucket_pull_request_get", one()).await["participants"][0]["state"].clone()
}

#[tokio::test]
async fn a_reviewer_changes_her_mind() {
    let story = Story::begin().await;
    assert_eq!(verdict(&story).await, Value::Null);
    let asked = story.call("bitbucket_pull_request_request_changes", one()).await;
    assert_eq!((&asked["role"], &asked["state"]), (&json!("REVIEWER"), &json!("changes_requested")));
    assert_eq!(story.call("bitbucket_pull_request_remove_request_changes", one()).await, json!({}));
    assert_eq!(verdict(&story).await, Value::Null);

    let approved = story.call("bitbucket_pull_request_approve", one()).await;
    assert_eq!((&approved["approved"], &approved["state"]), (&json!(true), &json!("approved")));
    assert_eq!(story.call("bitbucket_pull_request_unapprove", one()).await, json!({}));
    assert_eq!(verdict(&story).await, Value::Null);

    story.call("bitbucket_pull_request_request_changes", one()).await;
    story.call("bitbucket_pull_request_approve", one()).await;
    assert_eq!(verdict(&story).await, "approved", "an approval takes the place of a change request");

    let elsewhere = json!({ "repo_slug": "payments-api", "pull_request_id": 99 });
    story.refused("bitbucket_pull_request_approve", elsewhere, "UPSTREAM_NOT_FOUND").await;
    story.call("bitbucket_pull_request_merge", one()).await;
    story.refused("bitbucket_pull_request_unapprove", one(), "UPSTREAM_VALIDATION").await;
    story.refused("bitbucket_pull_request_request_changes", one(), "UPSTREAM_VALIDATION").await;
    story.end(TELLS);
}
