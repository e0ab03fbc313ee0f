use innkeeper_sdk::testing::{Provider, Reply};
use serde_json::{Value, json};

use super::*;
use crate::CONNECTOR;

fn create(input: &Value) -> Result<Output, Failure> {
    CONNECTOR.invoke("bitbucket_snippet_create", &input.to_string())
}

/// Name, file name and content of each field of the one form that was sent.
fn sent(provider: &Provider) -> Vec<(String, Option<String>, String)> {
    let [request] = provider.requests().try_into().unwrap();
    let Some(Body::Multipart(parts)) = request.body else { panic!("no form: {request:?}") };
    let shown = |part: Part| (part.name, part.filename, String::from_utf8(part.content).unwrap());
    parts.into_iter().map(shown).collect()
}

#[test]
fn a_snippet_is_a_form_of_its_files() {
    let provider = Provider::playing([Reply::new(201, "{}")]);
    let files = json!([{ "filename": "a.sh", "content": "ls" }, { "filename": "b.sh", "content": "pwd" }]);
    create(&json!({ "workspace": "acme", "title": "Scripts", "is_private": true, "files": files })).unwrap();
    let file = |name: &str, content: &str| (String::from("file"), Some(name.to_owned()), content.to_owned());
    let field = |name: &str, value: &str| (name.to_owned(), None, value.to_owned());
    let expected =
        [field("title", "Scripts"), field("is_private", "true"), file("a.sh", "ls"), file("b.sh", "pwd")];
    assert_eq!(sent(&provider), expected);
}

#[test]
fn what_was_left_out_is_not_in_the_form() {
    let provider = Provider::playing([Reply::new(201, "{}")]);
    create(&json!({ "workspace": "acme", "files": [{ "filename": "a", "content": "" }] })).unwrap();
    assert_eq!(sent(&provider), [("file".to_owned(), Some("a".to_owned()), String::new())]);
}

#[test]
fn two_files_of_one_name_are_not_sent() {
    let provider = Provider::playing([]);
    let twice = json!([{ "filename": "a", "content": "1" }, { "filename": "a", "content": "2" }]);
    let failure = create(&json!({ "workspace": "acme", "files": twice })).unwrap_err();
    assert!(matches!(failure, Failure::InvalidInput { path, .. } if path == "/files/1/filename"));
    assert!(provider.requests().is_empty());
}
