//! Two branches write the same line: the second cannot be merged until it says what the first says.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_branch_create",
    "bitbucket_files_commit",
    "bitbucket_pull_request_create",
    "bitbucket_pull_request_conflicts_list",
    "bitbucket_pull_request_merge",
];

/// A branch off `main` that writes its own `NOTES.md`, proposed: the pull request's number.
async fn proposed(story: &Story, branch: &str) -> Value {
    let new = json!({ "repo_slug": "infra", "name": branch, "target_hash": "main" });
    story.call("bitbucket_branch_create", new).await;
    write(story, branch, branch).await;
    let new = json!({ "repo_slug": "infra", "title": branch, "source_branch": branch });
    story.call("bitbucket_pull_request_create", new).await["id"].clone()
}

async fn write(story: &Story, branch: &str, text: &str) {
    let file = json!({ "path": "NOTES.md", "content": format!("{text}\n") });
    let commit = json!({ "repo_slug": "infra", "branch": branch, "message": "Note", "files": [file] });
    story.call("bitbucket_files_commit", commit).await;
}

fn one(id: &Value) -> Value {
    json!({ "repo_slug": "infra", "pull_request_id": id })
}

#[tokio::test]
async fn what_contradicts_itself_is_not_merged() {
    let story = Story::begin().await;
    let (first, second) = (proposed(&story, "red").await, proposed(&story, "blue").await);
    let clean = story.call("bitbucket_pull_request_conflicts_list", one(&second)).await;
    assert_eq!(clean["values"], json!([]));

    story.call("bitbucket_pull_request_merge", one(&first)).await;
    let conflicts = story.call("bitbucket_pull_request_conflicts_list", one(&second)).await;
    assert_eq!((&conflicts["values"][0]["path"], conflicts["size"].as_u64()), (&json!("NOTES.md"), Some(1)));
    story.refused("bitbucket_pull_request_merge", one(&second), "UPSTREAM_CONFLICT").await;

    write(&story, "blue", "red").await;
    let merged = story.call("bitbucket_pull_request_merge", one(&second)).await;
    assert_eq!(merged["state"], "MERGED");
    story.end(TELLS);
}
