//! An empty repository gets its first commit, then work on a branch, and nothing is overwritten unseen.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_repository_create",
    "bitbucket_files_commit",
    "bitbucket_directory_list",
    "bitbucket_src_get",
    "bitbucket_file_read",
    "bitbucket_file_history_list",
];

fn commit(branch: &str, parent: Option<&Value>, files: Value) -> Value {
    let mut input = json!({ "repo_slug": "almanac", "branch": branch, "message": "Change", "files": files });
    if let Some(parent) = parent {
        input["parent"] = parent.clone();
    }
    input
}

fn at(commit: &str, path: &str) -> Value {
    json!({ "repo_slug": "almanac", "commit": commit, "path": path })
}

fn paths(page: &Value) -> Vec<&str> {
    page["values"].as_array().unwrap().iter().map(|entry| entry["path"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn files_are_committed_and_read() {
    let story = Story::begin().await;
    story.call("bitbucket_repository_create", json!({ "repo_slug": "almanac", "is_private": true })).await;
    let first = commit(
        "main",
        None,
        json!([
            { "path": "message", "content": "A file that is called like a field" },
            { "path": "data/moon.json", "content": "{\n  \"full\": [3, 17]\n}\n" },
            { "path": "data/sea.bin", "content": "AAH/", "encoding": "base64" },
            { "path": "bin/print", "content": "#!/bin/sh\n", "executable": true },
        ]),
    );
    let first = story.call("bitbucket_files_commit", first).await;
    assert_eq!(first["branch"], "main");

    let tree = json!({ "repo_slug": "almanac", "commit": "main", "max_depth": 2, "sort": "path" });
    let tree = story.call("bitbucket_directory_list", tree).await;
    assert_eq!(paths(&tree), ["bin", "bin/print", "data", "data/moon.json", "data/sea.bin", "message"]);
    let script = story.call("bitbucket_src_get", at("main", "bin/print")).await;
    assert_eq!(script["attributes"], json!(["executable"]));
    let moon = story.call("bitbucket_file_read", at("main", "data/moon.json")).await;
    assert_eq!(moon["content"], "{\n  \"full\": [3, 17]\n}\n");
    let sea = story.call("bitbucket_file_read", at("main", "data/sea.bin")).await;
    assert_eq!((&sea["content"], &sea["encoding"]), (&json!("AAH/"), &json!("base64")));

    // A branch starts where it is told to; one that nobody told where to start is a mistake.
    let note = json!([{ "path": "notes/a.txt", "content": "one\n" }]);
    let lost =
        story.refused("bitbucket_files_commit", commit("notes/new", None, note.clone()), "BAD_INPUT").await;
    assert_eq!(lost["violations"][0]["path"], "/parent");
    let second = commit("notes/new", Some(&first["commit"]), note.clone());
    let second = story.call("bitbucket_files_commit", second).await;
    let mut third =
        commit("notes/new", Some(&second["commit"]), json!([{ "path": "notes/b.txt", "content": "one\n" }]));
    third["delete"] = json!(["notes/a.txt", "data/sea.bin"]);
    story.call("bitbucket_files_commit", third).await;
    story.refused("bitbucket_file_read", at("notes/new", "notes/a.txt"), "UPSTREAM_NOT_FOUND").await;
    let renamed = story.call("bitbucket_file_read", at("notes/new", "notes/b.txt")).await;
    assert_eq!(renamed["content"], "one\n");
    let history = story.call("bitbucket_file_history_list", at("notes/new", "notes/b.txt")).await;
    assert_eq!(paths(&history), ["notes/b.txt", "notes/a.txt"]);
    assert_eq!(history["values"][1]["commit"]["hash"], second["commit"]);

    // Whoever starts from an old commit does not overwrite what came since.
    let stale = commit("notes/new", Some(&second["commit"]), note);
    story.refused("bitbucket_files_commit", stale, "UPSTREAM_CONFLICT").await;
    let climbing = commit("main", None, json!([{ "path": "../a", "content": "" }]));
    let climbing = story.refused("bitbucket_files_commit", climbing, "BAD_INPUT").await;
    assert_eq!(climbing["violations"][0]["path"], "/files/0/path");
    story.end(TELLS);
}
