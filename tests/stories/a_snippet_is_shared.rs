//! Some files are shared as a snippet, and taken back.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_snippet_create",
    "bitbucket_snippet_get",
    "bitbucket_snippet_delete",
    "bitbucket_snippets_list",
];

#[tokio::test]
async fn a_snippet_is_shared() {
    let story = Story::begin().await;
    let made = share(&story).await;
    find(&story, &made).await;
    take_back(&story, &made).await;
    story.end(TELLS);
}

async fn share(story: &Story) -> Value {
    let files = json!([
        { "filename": "rollback.sh", "content": "./deploy --to previous\n" },
        { "filename": "graph.png", "content": "iVBORw0KGgo=", "encoding": "base64" },
    ]);
    let new = json!({ "title": "Rolling back", "is_private": true, "files": files });
    let made = story.call("bitbucket_snippet_create", new).await;
    assert_eq!((&made["title"], &made["is_private"]), (&json!("Rolling back"), &json!(true)));

    let empty = json!({ "title": "Nothing", "files": [] });
    story.refused("bitbucket_snippet_create", empty, "BAD_INPUT").await;
    let twice = json!([{ "filename": "a", "content": "1" }, { "filename": "a", "content": "2" }]);
    let problem = story.refused("bitbucket_snippet_create", json!({ "files": twice }), "BAD_INPUT").await;
    assert!(problem.to_string().contains("files/1/filename"), "{problem}");
    made
}

async fn find(story: &Story, made: &Value) {
    let page = story.call("bitbucket_snippets_list", json!({ "fields": "compact" })).await;
    let titles: Vec<&Value> = page["values"].as_array().unwrap().iter().map(|one| &one["title"]).collect();
    assert_eq!(titles, ["Release check list", "Rolling back"]);
    let own = story.call("bitbucket_snippets_list", json!({ "role": "owner" })).await;
    assert_eq!((&own["size"], &own["values"][0]["id"]), (&json!(1), &made["id"]));
    story.refused("bitbucket_snippets_list", json!({ "role": "admin" }), "BAD_INPUT").await;

    let read = story.call("bitbucket_snippet_get", json!({ "encoded_id": made["id"] })).await;
    let files = read["files"].as_object().unwrap();
    assert_eq!(files.len(), 2);
    assert!(files["rollback.sh"]["links"]["self"]["href"].is_string());
}

async fn take_back(story: &Story, made: &Value) {
    let snippet = json!({ "encoded_id": made["id"] });
    assert_eq!(story.call("bitbucket_snippet_delete", snippet.clone()).await, json!({}));
    story.refused("bitbucket_snippet_get", snippet.clone(), "UPSTREAM_NOT_FOUND").await;
    story.refused("bitbucket_snippet_delete", snippet, "UPSTREAM_NOT_FOUND").await;
    let own = story.call("bitbucket_snippets_list", json!({ "role": "owner" })).await;
    assert_eq!(own["size"], 0);
}
