//! Somebody votes for an issue and watches it, and stops doing both.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_issue_get",
    "bitbucket_issue_vote",
    "bitbucket_issue_vote_get",
    "bitbucket_issue_unvote",
    "bitbucket_issue_watch",
    "bitbucket_issue_watch_get",
    "bitbucket_issue_unwatch",
];

#[tokio::test]
async fn an_issue_finds_followers() {
    let story = Story::begin().await;
    let asked = async |tool: &str| story.call(tool, issue("1")).await;

    assert_eq!(asked("bitbucket_issue_vote_get").await, json!({ "voted": false }));
    assert_eq!(asked("bitbucket_issue_vote").await, json!({}));
    assert_eq!(asked("bitbucket_issue_vote").await, json!({}), "twice is once");
    assert_eq!(asked("bitbucket_issue_vote_get").await, json!({ "voted": true }));

    assert_eq!(asked("bitbucket_issue_watch_get").await, json!({ "watching": false }));
    assert_eq!(asked("bitbucket_issue_watch").await, json!({}));
    assert_eq!(asked("bitbucket_issue_watch_get").await, json!({ "watching": true }));
    assert_eq!(counts(&story).await, (1, 2), "bob reported it, so he watches");

    assert_eq!(asked("bitbucket_issue_unvote").await, json!({}));
    assert_eq!(asked("bitbucket_issue_unwatch").await, json!({}));
    assert_eq!(asked("bitbucket_issue_vote_get").await, json!({ "voted": false }));
    assert_eq!(asked("bitbucket_issue_watch_get").await, json!({ "watching": false }));
    assert_eq!(counts(&story).await, (0, 1));

    for tool in ["bitbucket_issue_vote", "bitbucket_issue_vote_get", "bitbucket_issue_watch_get"] {
        story.refused(tool, issue("999"), "UPSTREAM_NOT_FOUND").await;
        story.refused(tool, issue("first"), "BAD_INPUT").await;
    }
    story.end(TELLS);
}

fn issue(number: &str) -> Value {
    json!({ "repo_slug": "website", "issue_id": number })
}

/// Votes and watches of the first issue.
async fn counts(story: &Story) -> (u64, u64) {
    let read = json!({ "repo_slug": "website", "issue_id": 1 });
    let read = story.call("bitbucket_issue_get", read).await;
    (read["votes"].as_u64().unwrap(), read["watches"].as_u64().unwrap())
}
