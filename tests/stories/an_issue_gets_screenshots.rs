//! Files are put beside an issue, replaced, and taken away.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_issue_attachment_upload",
    "bitbucket_issue_attachments_list",
    "bitbucket_issue_attachment_delete",
];

#[tokio::test]
async fn an_issue_gets_screenshots() {
    let story = Story::begin().await;
    assert_eq!(names(&story).await, Vec::<String>::new());

    let picture = json!({ "filename": "narrow screen.gif", "content": "R0lGODlh", "encoding": "base64" });
    let log = json!({ "filename": "console.log", "content": "TypeError: menu is undefined" });
    let answer = story.call("bitbucket_issue_attachment_upload", upload(json!([picture, log]))).await;
    assert_eq!(answer, json!({}));
    assert_eq!(names(&story).await, ["narrow screen.gif", "console.log"]);

    let longer =
        json!({ "filename": "console.log", "content": "TypeError: menu is undefined\n  at header.ts" });
    story.call("bitbucket_issue_attachment_upload", upload(json!([longer]))).await;
    assert_eq!(names(&story).await.len(), 2, "one name, one file");

    let broken = json!([{ "filename": "a.gif", "content": "no base64!", "encoding": "base64" }]);
    let problem = story.refused("bitbucket_issue_attachment_upload", upload(broken), "BAD_INPUT").await;
    assert!(problem.to_string().contains("files/0/content"), "{problem}");
    let folder = json!([{ "filename": "../a.gif", "content": "" }]);
    for wrong in [json!([]), folder] {
        story.refused("bitbucket_issue_attachment_upload", upload(wrong), "BAD_INPUT").await;
    }

    assert_eq!(story.call("bitbucket_issue_attachment_delete", named("narrow screen.gif")).await, json!({}));
    assert_eq!(names(&story).await, ["console.log"]);
    let gone = named("narrow screen.gif");
    story.refused("bitbucket_issue_attachment_delete", gone, "UPSTREAM_NOT_FOUND").await;
    story.end(TELLS);
}

fn upload(files: Value) -> Value {
    json!({ "repo_slug": "website", "issue_id": "1", "files": files })
}

fn named(path: &str) -> Value {
    json!({ "repo_slug": "website", "issue_id": "1", "path": path })
}

async fn names(story: &Story) -> Vec<String> {
    let issue = json!({ "repo_slug": "website", "issue_id": "1", "fields": "compact" });
    let page = story.call("bitbucket_issue_attachments_list", issue).await;
    page["values"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect()
}
