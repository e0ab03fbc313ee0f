use innkeeper_sdk::{
    Body, Failure, Method, Output, Request, RequestError,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

const PARENT: &str = "0123456789012345678901234567890123456789";
const PLACE: &str = "/repositories/acme/site/commit/89abcdef";

fn invoke(more: Value) -> Result<Output, Failure> {
    let mut input = json!({"workspace": "acme", "repo_slug": "site", "branch": "main", "message": "Change"});
    if let (Some(all), Value::Object(own)) = (input.as_object_mut(), more) {
        all.extend(own);
    }
    CONNECTOR.invoke("bitbucket_files_commit", &input.to_string())
}

fn one_file() -> Value {
    json!({"files": [{"path": "a", "content": "1"}]})
}

fn made() -> Reply {
    Reply::new(201, "").header("location", PLACE)
}

fn head(hash: &str) -> Reply {
    Reply::new(200, json!({"target": {"hash": hash}}).to_string())
}

fn form_of(request: &Request) -> String {
    match &request.body {
        Some(Body::Bytes { content_type, content }) => {
            assert!(content_type.starts_with("multipart/form-data; boundary="));
            String::from_utf8(content.clone()).unwrap()
        }
        other => panic!("no form: {other:?}"),
    }
}

fn document(output: Output) -> Value {
    match output {
        Output::Json(document) => serde_json::from_str(&document).unwrap(),
        other => panic!("no document: {other:?}"),
    }
}

/// The input that a refusal names, where nothing was sent.
fn refused(more: Value) -> String {
    let provider = Provider::playing([]);
    let Err(Failure::InvalidInput { path, .. }) = invoke(more) else { panic!("it was not refused") };
    assert!(provider.requests().is_empty());
    path
}

#[test]
fn files_and_deletions_are_one_form() {
    let provider = Provider::playing([made()]);
    let input = json!({
        "parent": PARENT,
        "author": "A <a@b>",
        "files": [
            {"path": "message", "content": "text"},
            {"path": "bin/run", "content": "IyE=", "encoding": "base64", "executable": true},
        ],
        "delete": ["old/ä.txt"],
    });
    let answer = document(invoke(input).unwrap());
    assert_eq!(answer, json!({"commit": "89abcdef", "branch": "main"}));

    let [post] = provider.requests().try_into().unwrap();
    let field = |head: &str, value: &str| {
        format!("--part-of-a-commit-0\r\ncontent-disposition: form-data; {head}\r\n\r\n{value}\r\n")
    };
    let bytes = "content-type: application/octet-stream";
    let expected = [
        field("name=\"branch\"", "main"),
        field("name=\"message\"", "Change"),
        field("name=\"author\"", "A <a@b>"),
        field(&format!("name=\"/message\"; filename=\"message\"\r\n{bytes}"), "text"),
        field(&format!("name=\"/bin/run\"; filename=\"run\"; x-attributes=\"executable\"\r\n{bytes}"), "#!"),
        field("name=\"files\"", "/old/ä.txt"),
        field("name=\"parents\"", PARENT),
    ];
    assert_eq!(form_of(&post), expected.concat() + "--part-of-a-commit-0--\r\n");
}

#[test]
fn without_a_parent_it_is_the_branchs_newest_commit() {
    let provider = Provider::playing([head(PARENT), made()]);
    invoke(one_file()).unwrap();
    let [look, post] = provider.requests().try_into().unwrap();
    assert_eq!((look.method, post.method), (Method::Get, Method::Post));
    assert!(form_of(&post).contains(&format!("name=\"parents\"\r\n\r\n{PARENT}\r\n")));
}

#[test]
fn a_branch_is_not_made_by_mistake() {
    let others = Reply::new(200, r#"{"values":[{"name":"main"}]}"#);
    let provider = Provider::playing([Reply::new(404, "{}"), others]);
    let refusal = invoke(one_file());
    assert!(matches!(refusal, Err(Failure::InvalidInput { path, .. }) if path == "/parent"));
    assert!(provider.requests().iter().all(|request| request.method == Method::Get));
}

#[test]
fn the_first_commit_of_an_empty_repository_has_no_parent() {
    let provider = Provider::playing([Reply::new(404, "{}"), Reply::new(200, r#"{"values":[]}"#), made()]);
    invoke(one_file()).unwrap();
    let post = provider.requests().pop().unwrap();
    assert!(!form_of(&post).contains("parents"));
}

#[test]
fn a_repository_that_is_not_there_is_the_providers_404() {
    let _provider = Provider::playing([Reply::new(404, "{}"), Reply::new(404, "{}")]);
    assert!(matches!(invoke(one_file()), Err(Failure::Upstream(response)) if response.status() == 404));
}

#[test]
fn a_branch_that_moved_is_the_providers_conflict() {
    let _provider = Provider::playing([head(PARENT), Reply::new(409, "{}")]);
    assert!(matches!(invoke(one_file()), Err(Failure::Upstream(response)) if response.status() == 409));
}

#[test]
fn a_commit_whose_hash_is_not_told_is_a_commit_all_the_same() {
    let _provider = Provider::playing([head(PARENT), Reply::new(201, "")]);
    assert_eq!(document(invoke(one_file()).unwrap()), json!({"branch": "main"}));
}

#[test]
fn a_commit_of_nothing_is_refused() {
    for nothing in [json!({}), json!({"files": []}), json!({"files": [], "delete": []})] {
        assert_eq!(refused(nothing), "/files");
    }
}

#[test]
fn a_path_that_is_none_is_refused_by_name() {
    for path in ["", "/a", "a//b", "a/", ".", "a/../b", "./a", "a\"b", "a\\b", "a\nb"] {
        assert_eq!(refused(json!({"files": [{"path": path, "content": ""}]})), "/files/0/path", "{path:?}");
        assert_eq!(refused(json!({"delete": ["a", path]})), "/delete/1", "{path:?}");
    }
}

#[test]
fn a_path_occurs_once() {
    let file = |path: &str| json!({"path": path, "content": ""});
    assert_eq!(refused(json!({"files": [file("a"), file("b"), file("a")]})), "/files/2/path");
    assert_eq!(refused(json!({"files": [file("a")], "delete": ["a"]})), "/delete/0");
}

#[test]
fn what_is_not_base64_is_not_committed() {
    let file = json!({"path": "a", "content": "hi!", "encoding": "base64"});
    assert_eq!(refused(json!({"files": [file]})), "/files/0/content");
}

#[test]
fn content_cannot_end_its_part() {
    let provider = Provider::playing([head(PARENT), made()]);
    let hostile = "\r\n--part-of-a-commit-0\r\ncontent-disposition: form-data; name=\"files\"\r\n\r\n/b";
    invoke(json!({"files": [{"path": "a", "content": hostile}]})).unwrap();
    let form = form_of(&provider.requests()[1]);
    assert!(form.starts_with("--part-of-a-commit-1\r\n") && form.ends_with("--part-of-a-commit-1--\r\n"));
}

#[test]
fn what_the_host_refuses_as_a_name_is_refused_as_the_branch() {
    let denied =
        RequestError::Denied { layer: "path".into(), rule: "a segment ..".into(), fix: "none".into() };
    let provider = Provider::playing_results([Err(denied)]);
    let Err(Failure::InvalidInput { path, .. }) = invoke(one_file()) else { panic!("it was not refused") };
    assert_eq!(path, "/branch");
    assert_eq!(provider.requests().len(), 1, "nothing but the look-up");
}
