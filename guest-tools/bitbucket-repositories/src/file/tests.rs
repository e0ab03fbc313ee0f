use innkeeper_sdk::{
    Failure, Method, Output,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

const HEAD: &str = r#"{"target":{"hash":"0123abc"}}"#;

fn read(input: Value) -> Result<Output, Failure> {
    let mut whole = json!({"workspace": "acme", "repo_slug": "site", "commit": "main", "path": "a.json"});
    if let (Some(all), Value::Object(own)) = (whole.as_object_mut(), input) {
        all.extend(own);
    }
    CONNECTOR.invoke("bitbucket_file_read", &whole.to_string())
}

fn json_reply(body: &Value) -> Reply {
    Reply::new(200, body.to_string()).header("content-type", "application/json")
}

#[test]
fn a_file_of_json_is_a_text() {
    let file = json!({"pagelen": 10, "values": [{"path": "b"}]});
    let _provider = Provider::playing([json_reply(&file)]);
    let output = read(json!({})).unwrap();
    assert!(matches!(output, Output::Upstream { content_type: Some(kind), .. } if kind == "text/plain"));
}

#[test]
fn a_folder_is_told_from_a_file() {
    for path in ["src", "src/"] {
        let page = json!({"pagelen": 10, "values": [{"type": "commit_file", "path": "src/main.rs"}]});
        let _provider = Provider::playing([json_reply(&page)]);
        let refusal = read(json!({"path": path}));
        assert!(matches!(refusal, Err(Failure::InvalidInput { path, .. }) if path == "/path"));
    }
}

#[test]
fn a_branch_with_a_slash_is_looked_up_and_the_range_is_kept() {
    let provider = Provider::playing([Reply::new(200, HEAD), Reply::new(206, "rest")]);
    read(json!({"commit": "feature/x", "offset": 7})).unwrap();
    let [look, get] = provider.requests().try_into().unwrap();
    assert_eq!((look.method, look.headers.len()), (Method::Get, 0));
    assert!(get.params.iter().any(|field| field.name == "commit" && field.value == "0123abc"));
    let headers: Vec<(&str, &str)> =
        get.headers.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
    assert_eq!(headers, [("accept", "*/*"), ("range", "bytes=7-")]);
}

#[test]
fn content_may_lie_on_another_host() {
    let reads = |name| CONNECTOR.tools.iter().find(|entry| entry.declaration.name == name).unwrap();
    for name in ["bitbucket_file_read", "bitbucket_download_get"] {
        let main = reads(name).declaration.endpoints[0];
        assert!(main.redirects.away && main.redirects.within.is_empty(), "{name}");
    }
}

#[test]
fn a_history_that_goes_on_looks_nothing_up() {
    let provider = Provider::playing([Reply::new(200, r#"{"values":[]}"#)]);
    let input = json!({
        "workspace": "acme", "repo_slug": "site", "commit": "feature/x", "path": "a", "next": "https://x/2",
    });
    CONNECTOR.invoke("bitbucket_file_history_list", &input.to_string()).unwrap();
    assert!(provider.requests().is_empty());
    assert_eq!(provider.followed(), ["https://x/2"]);
}
