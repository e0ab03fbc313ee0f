use innkeeper_sdk::{
    Failure, Output, Request,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

fn page() -> Reply {
    Reply::new(200, r#"{"values":[]}"#).header("content-type", "application/json; charset=utf-8")
}

/// The one request that a tool sends for this input.
fn sent(tool: &str, more: Value) -> Request {
    let provider = Provider::playing([page()]);
    invoke(tool, more).unwrap();
    let [request] = provider.requests().try_into().unwrap();
    request
}

fn invoke(tool: &str, more: Value) -> Result<Output, Failure> {
    let mut input = json!({"workspace": "acme", "repo_slug": "site", "commit": "main"});
    if let (Some(all), Value::Object(own)) = (input.as_object_mut(), more) {
        all.extend(own);
    }
    CONNECTOR.invoke(tool, &input.to_string())
}

fn path_of(request: &Request) -> &str {
    &request.params.iter().find(|field| field.name == "path").unwrap().value
}

#[test]
fn the_root_is_an_empty_path() {
    assert_eq!(path_of(&sent("bitbucket_src_get", json!({}))), "");
    assert_eq!(path_of(&sent("bitbucket_directory_list", json!({}))), "");
    assert_eq!(path_of(&sent("bitbucket_directory_list", json!({"path": "/"}))), "");
}

#[test]
fn a_folder_ends_in_one_slash() {
    for path in ["src/api", "src/api/"] {
        assert_eq!(path_of(&sent("bitbucket_directory_list", json!({"path": path}))), "src/api/");
    }
}

#[test]
fn a_look_asks_for_what_is_known_and_not_for_content() {
    let request = sent("bitbucket_src_get", json!({"path": "src/a.rs"}));
    assert_eq!(path_of(&request), "src/a.rs");
    let query: Vec<(&str, &str)> =
        request.query.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
    assert_eq!(query, [("format", "meta")]);
}

#[test]
fn a_file_is_not_passed_off_as_a_list() {
    let _provider = Provider::playing([Reply::new(200, "# Hi").header("content-type", "text/markdown")]);
    let refusal = invoke("bitbucket_directory_list", json!({"path": "README.md"}));
    assert!(matches!(refusal, Err(Failure::InvalidInput { path, .. }) if path == "/path"));
}

#[test]
fn a_branch_with_a_slash_is_looked_up_once() {
    let head = Reply::new(200, r#"{"target":{"hash":"0123abc"}}"#);
    let provider = Provider::playing([head, page()]);
    invoke("bitbucket_directory_list", json!({"commit": "release/2.4"})).unwrap();
    assert!(provider.requests()[0].path.ends_with("/refs/branches/{name}"));
    assert!(provider.requests()[1].params.iter().any(|field| field.value == "0123abc"));
}
