//! A download is uploaded, read from the storage host, replaced and deleted.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_download_upload",
    "bitbucket_downloads_list",
    "bitbucket_download_get",
    "bitbucket_download_delete",
];

#[tokio::test]
async fn downloads_are_kept_beside_the_code() {
    let story = Story::begin().await;
    let upload = |filename: &str, content: &str, encoding: &str| json!({ "repo_slug": "website", "filename": filename, "content": content, "encoding": encoding });
    let named = |filename: &str| json!({ "repo_slug": "website", "filename": filename });
    story.call("bitbucket_download_upload", upload("notes 1.md", "# Ümlaut", "text")).await;
    story.call("bitbucket_download_upload", upload("app.zip", "UEsDBP8=", "base64")).await;
    story.refused("bitbucket_download_upload", upload("a/b", "x", "text"), "BAD_INPUT").await;
    let broken = story.refused("bitbucket_download_upload", upload("b", "!", "base64"), "BAD_INPUT").await;
    assert_eq!(broken["violations"][0]["path"], "/content");

    let list = story.call("bitbucket_downloads_list", json!({ "repo_slug": "website" })).await;
    assert_eq!((&list["size"], &list["values"][0]["name"]), (&json!(2), &json!("app.zip")));
    let notes = story.call("bitbucket_download_get", named("notes 1.md")).await;
    assert_eq!(notes, json!({ "content": "# Ümlaut", "content_type": "text/markdown" }));
    let archive = story.call("bitbucket_download_get", named("app.zip")).await;
    assert_eq!((&archive["content"], &archive["encoding"]), (&json!("UEsDBP8="), &json!("base64")));
    let seen = story.house.simulator.control().storage_requests();
    assert_eq!(seen.len(), 2, "the host followed the redirects");

    story.call("bitbucket_download_upload", upload("notes 1.md", "# Neu", "text")).await;
    let notes = story.call("bitbucket_download_get", named("notes 1.md")).await;
    assert_eq!(notes["content"], "# Neu");
    story.call("bitbucket_download_delete", named("notes 1.md")).await;
    story.refused("bitbucket_download_get", named("notes 1.md"), "UPSTREAM_NOT_FOUND").await;
    story.refused("bitbucket_download_delete", named("notes 1.md"), "UPSTREAM_NOT_FOUND").await;
    story.end(TELLS);
}
