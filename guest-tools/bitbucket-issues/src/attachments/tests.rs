use innkeeper_sdk::{
    Failure, Output, Part,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use super::*;
use crate::CONNECTOR;

fn upload(files: &Value) -> Result<Output, Failure> {
    let input = json!({ "workspace": "acme", "repo_slug": "site", "issue_id": "7", "files": files });
    CONNECTOR.invoke("bitbucket_issue_attachment_upload", &input.to_string())
}

#[test]
fn files_go_into_one_form() {
    let provider = Provider::playing([Reply::new(201, "")]);
    let log = json!({ "filename": "build.log", "content": "failed" });
    let picture = json!({ "filename": "dot.gif", "content": "R0lG", "encoding": "base64" });
    upload(&json!([log, picture])).unwrap();
    let [request] = provider.requests().try_into().unwrap();
    let part = |name: &str, content: &[u8]| Part {
        name: "files".into(),
        filename: Some(name.into()),
        content_type: None,
        content: content.into(),
    };
    let expected = vec![part("build.log", b"failed"), part("dot.gif", b"GIF")];
    assert_eq!(request.body, Some(Body::Multipart(expected)));
}

#[test]
fn what_is_not_base64_is_not_sent() {
    let provider = Provider::playing([]);
    let failure = upload(&json!([{ "filename": "a", "content": "?", "encoding": "base64" }])).unwrap_err();
    assert!(matches!(failure, Failure::InvalidInput { path, .. } if path == "/files/0/content"));
    assert!(provider.requests().is_empty());
}
