//! A commit is found, commented on, answered, approved, and traced to its pull request.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_commit_approve",
    "bitbucket_commit_comment_create",
    "bitbucket_commit_comment_delete",
    "bitbucket_commit_comment_get",
    "bitbucket_commit_comment_update",
    "bitbucket_commit_comments_list",
    "bitbucket_commit_get",
    "bitbucket_commit_pull_requests_list",
    "bitbucket_commit_unapprove",
    "bitbucket_commits_list",
];

#[tokio::test]
async fn a_commit_is_discussed() {
    let story = Story::begin().await;
    let own = json!({
        "repo_slug": "website", "branch": "feature/new-header", "exclude": ["main"], "path": "src", "fields": "compact",
    });
    let log = story.call("bitbucket_commits_list", own).await;
    assert_eq!(
        (&log["values"][0]["message"], log["values"].as_array().unwrap().len()),
        (&json!("Show a menu"), 1)
    );
    let commit = json!({ "repo_slug": "website", "commit": log["values"][0]["hash"] });
    let with = |more: serde_json::Value| {
        let mut input = commit.clone();
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };

    let inline = json!({ "path": "src/header.ts", "to": 2 });
    let question = story
        .call("bitbucket_commit_comment_create", with(json!({ "content": "Why a menu?", "inline": inline })))
        .await;
    let reply = with(json!({ "content": "Becuase of phones.", "parent_id": question["id"] }));
    let answer = story.call("bitbucket_commit_comment_create", reply).await;
    let nobody = with(json!({ "content": "Hello?", "parent_id": 404 }));
    story.refused("bitbucket_commit_comment_create", nobody, "UPSTREAM_NOT_FOUND").await;
    let nowhere = with(json!({ "content": "Here.", "inline": { "to": 2 } }));
    story.refused("bitbucket_commit_comment_create", nowhere, "BAD_INPUT").await;

    let better = with(json!({ "comment_id": answer["id"], "content": "Because of phones." }));
    story.call("bitbucket_commit_comment_update", better).await;
    let comments = story.call("bitbucket_commit_comments_list", with(json!({ "max_items": 10 }))).await;
    assert_eq!(comments["values"][0]["inline"]["path"], "src/header.ts");
    assert_eq!(comments["values"][1]["content"]["raw"], "Because of phones.");
    assert_eq!(comments["values"][1]["parent"]["id"], question["id"]);

    let its = |comment: &serde_json::Value| with(json!({ "comment_id": comment["id"] }));
    story.call("bitbucket_commit_comment_delete", its(&question)).await;
    let left = story.call("bitbucket_commit_comment_get", its(&question)).await;
    assert_eq!((&left["deleted"], &left["content"]["raw"]), (&json!(true), &json!("")));
    story.call("bitbucket_commit_comment_delete", its(&answer)).await;
    story.refused("bitbucket_commit_comment_get", its(&answer), "UPSTREAM_NOT_FOUND").await;

    assert_eq!(story.call("bitbucket_commit_approve", commit.clone()).await["approved"], true);
    let read = story.call("bitbucket_commit_get", commit.clone()).await;
    assert_eq!(read["participants"][0]["user"]["nickname"], "alice");
    story.call("bitbucket_commit_unapprove", commit.clone()).await;
    assert_eq!(story.call("bitbucket_commit_get", commit.clone()).await["participants"], json!([]));

    let indexing = story.call("bitbucket_commit_pull_requests_list", commit.clone()).await;
    assert_eq!(indexing["status"], "INDEXING");
    let found = story.call("bitbucket_commit_pull_requests_list", with(json!({ "max_items": 5 }))).await;
    assert_eq!(found["values"][0]["title"], "Menu in the header");
    story.end(TELLS);
}
