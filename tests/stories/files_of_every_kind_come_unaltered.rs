//! Whatever its name suggests, a file comes as it is: text as text, bytes as base64, and from Git LFS its content.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &["bitbucket_file_read", "bitbucket_directory_list", "bitbucket_src_get"];

fn file(path: &str) -> Value {
    json!({ "repo_slug": "mobile-app", "commit": "main", "path": path })
}

#[tokio::test]
async fn files_of_every_kind_come_unaltered() {
    let story = Story::begin().await;
    for (path, content, encoding) in [
        ("app/settings.json", "{\n  \"currency\": \"EUR\"\n}\n", Value::Null),
        ("app/empty.txt", "", Value::Null),
        ("gradlew", "#!/bin/sh\nexec java -jar gradle.jar \"$@\"\n", Value::Null),
        // ISO 8859-1: as text it would lose a letter.
        ("app/labels-latin1.txt", "Y2Fm6Qo=", json!("base64")),
        ("app/assets/logo.png", "iVBORw0KGgoAAAANSUhEUg==", json!("base64")),
    ] {
        let data = story.call("bitbucket_file_read", file(path)).await;
        assert_eq!((&data["content"], &data["encoding"]), (&json!(content), &encoding), "{path}");
    }
    let source = json!({ "repo_slug": "website", "commit": "feature/new-header", "path": "src/header.ts" });
    let source = story.call("bitbucket_file_read", source).await;
    assert!(source["content"].as_str().unwrap().contains("<menu>"), "no film, though it is called one");

    let film = story.call("bitbucket_file_read", file("app/assets/intro.mp4")).await;
    assert_eq!(film["encoding"], "base64");
    assert!(film["content"].as_str().unwrap().starts_with("c2ltdWxhdGVkIGZpbG0A"));
    assert_eq!(story.house.simulator.control().storage_requests().len(), 1);
    let about = story.call("bitbucket_src_get", file("app/assets/intro.mp4")).await;
    assert_eq!((&about["size"], &about["attributes"][0]), (&json!(4096), &json!("lfs")));

    // Files and folders are not taken for each other.
    story.refused("bitbucket_file_read", file("app"), "BAD_INPUT").await;
    story.refused("bitbucket_directory_list", file("gradlew"), "UPSTREAM_NOT_FOUND").await;
    let assets = story.call("bitbucket_directory_list", file("app/assets")).await;
    assert_eq!(assets["values"].as_array().unwrap().len(), 2);
    assert_eq!(read_in_pieces(&story, "gradlew").await, "#!/bin/sh\nexec java -jar gradle.jar \"$@\"\n");
    story.end(TELLS);
}

/// Reads a file in pieces of sixteen bytes, going on where each answer says.
async fn read_in_pieces(story: &Story, path: &str) -> String {
    let mut input = file(path);
    input["workspace"] = json!("acme");
    let mut whole = String::new();
    loop {
        let asked = json!({
            "tool": "bitbucket_file_read", "identifier": "alice", "input": input, "max_bytes": 16,
        });
        let reply = story.house.post("/v1/invoke", asked).await.unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text);
        whole.push_str(reply.data()["content"].as_str().unwrap());
        if reply.json()["truncated"] != true {
            return whole;
        }
        input = reply.json()["next"].clone();
    }
}
