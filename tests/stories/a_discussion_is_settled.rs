//! A question about a line of code is asked, answered, settled, and opened again; a slip of the pen is deleted.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_pull_request_comment_create",
    "bitbucket_pull_request_comment_get",
    "bitbucket_pull_request_comment_update",
    "bitbucket_pull_request_comment_delete",
    "bitbucket_pull_request_comment_resolve",
    "bitbucket_pull_request_comment_reopen",
    "bitbucket_pull_request_comments_list",
    "bitbucket_pull_request_activity_list",
];

fn one(more: Value) -> Value {
    let mut input = json!({ "repo_slug": "payments-api", "pull_request_id": 1 });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

#[tokio::test]
async fn a_discussion_is_settled() {
    let story = Story::begin().await;
    let question = one(json!({
        "content": "Why *up*?", "inline_path": "src/charge.rs", "inline_to": 3, "inline_start_to": 2,
    }));
    let thread = story.call("bitbucket_pull_request_comment_create", question).await;
    let inline = (&thread["inline"]["path"], &thread["inline"]["to"], &thread["inline"]["start_to"]);
    assert_eq!(inline, (&json!("src/charge.rs"), &json!(3), &json!(2)));
    let which = one(json!({ "comment_id": thread["id"] }));

    let answer = one(json!({ "content": "The bank does.", "parent_id": thread["id"] }));
    let reply = story.call("bitbucket_pull_request_comment_create", answer).await;
    assert_eq!(reply["parent"]["id"], thread["id"]);
    let edit = one(json!({ "comment_id": reply["id"], "content": "The bank rounds up." }));
    story.call("bitbucket_pull_request_comment_update", edit).await;

    story.call("bitbucket_pull_request_comment_resolve", which.clone()).await;
    let read = story.call("bitbucket_pull_request_comment_get", which.clone()).await;
    assert_eq!(read["resolution"]["user"]["nickname"], "alice");
    story.refused("bitbucket_pull_request_comment_resolve", which.clone(), "UPSTREAM_CONFLICT").await;
    let of_reply = one(json!({ "comment_id": reply["id"] }));
    story.refused("bitbucket_pull_request_comment_resolve", of_reply, "UPSTREAM_FORBIDDEN").await;
    assert_eq!(story.call("bitbucket_pull_request_comment_reopen", which.clone()).await, json!({}));
    story.refused("bitbucket_pull_request_comment_reopen", which, "UPSTREAM_NOT_FOUND").await;

    let slip = story.call("bitbucket_pull_request_comment_create", one(json!({ "content": "teh" }))).await;
    let gone = one(json!({ "comment_id": slip["id"] }));
    story.call("bitbucket_pull_request_comment_delete", gone.clone()).await;
    story.refused("bitbucket_pull_request_comment_delete", gone, "UPSTREAM_NOT_FOUND").await;
    let all = story.call("bitbucket_pull_request_comments_list", one(json!({}))).await;
    let deleted: Vec<&Value> =
        all["values"].as_array().unwrap().iter().map(|comment| &comment["deleted"]).collect();
    assert_eq!(deleted, [false, false, true]);
    let left = one(json!({ "q": "deleted = false", "sort": "-created_on", "fields": "compact" }));
    let left = story.call("bitbucket_pull_request_comments_list", left).await;
    assert_eq!(left["values"][0]["content"]["raw"], "The bank rounds up.");

    let log = story.call("bitbucket_pull_request_activity_list", one(json!({ "pagelen": 2 }))).await;
    let rest = story.call("bitbucket_pull_request_activity_list", one(json!({ "next": log["next"] }))).await;
    assert_eq!(rest["values"][0]["comment"]["id"], thread["id"]);
    assert_eq!(rest["values"][1]["update"]["state"], "OPEN");

    let lost = one(json!({ "content": "Where?", "inline_to": 3 }));
    let problem = story.refused("bitbucket_pull_request_comment_create", lost, "BAD_INPUT").await;
    assert_eq!(problem["violations"][0]["path"], "/inline_to");
    story.end(TELLS);
}
