//! A change is made in a fork, proposed to what it was forked from, read there, and merged.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_repository_fork",
    "bitbucket_files_commit",
    "bitbucket_pull_request_create",
    "bitbucket_pull_request_diffstat_get",
    "bitbucket_pull_request_diff_get",
    "bitbucket_pull_request_merge",
    "bitbucket_file_read",
];

#[tokio::test]
async fn a_fork_proposes_a_change() {
    let story = Story::begin().await;
    let fork = json!({ "repo_slug": "infra", "name": "infra-fork", "workspace_destination": "acme" });
    story.call("bitbucket_repository_fork", fork).await;
    let file = json!({ "path": "NOTES.md", "content": "Ask first.\n" });
    let commit = json!({ "repo_slug": "infra-fork", "branch": "main", "message": "Notes", "files": [file] });
    story.call("bitbucket_files_commit", commit).await;

    let new = |from: &str| json!({ "repo_slug": "infra", "title": "Notes", "source_branch": "main", "source_repository": from });
    let stranger = new("acme/website");
    story.refused("bitbucket_pull_request_create", stranger, "UPSTREAM_VALIDATION").await;
    let opened = story.call("bitbucket_pull_request_create", new("acme/infra-fork")).await;
    assert_eq!(opened["source"]["repository"]["full_name"], "acme/infra-fork");
    let one = json!({ "repo_slug": "infra", "pull_request_id": opened["id"] });

    let mut ends = json!({
        "repo_slug": "infra",
        "source_commit": opened["source"]["commit"]["hash"],
        "dest_commit": opened["destination"]["commit"]["hash"],
    });
    story.refused("bitbucket_pull_request_diffstat_get", ends.clone(), "UPSTREAM_NOT_FOUND").await;
    ends["pull_request_id"] = Value::from(opened["id"].to_string());
    let summary = story.call("bitbucket_pull_request_diffstat_get", ends).await;
    assert_eq!(summary["values"][0]["new"]["path"], "NOTES.md");
    let diff = story.call("bitbucket_pull_request_diff_get", one.clone()).await;
    assert!(diff["content"].as_str().unwrap().ends_with("+Ask first.\n"), "{diff}");

    let merged = story.call("bitbucket_pull_request_merge", one).await;
    assert_eq!(merged["state"], "MERGED");
    let notes = json!({ "repo_slug": "infra", "commit": "main", "path": "NOTES.md" });
    let notes = story.call("bitbucket_file_read", notes).await;
    assert_eq!(notes["content"], "Ask first.\n");
    story.end(TELLS);
}
