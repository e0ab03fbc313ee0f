use innkeeper_sdk::{
    Body, Failure, Method, Output,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

fn input() -> String {
    json!({"workspace": "acme", "repo_slug": "site", "username": "{1f-2e}"}).to_string()
}

fn asked(replies: impl IntoIterator<Item = Reply>) -> (Result<Output, Failure>, Vec<&'static str>) {
    let provider = Provider::playing(replies);
    let answer = CONNECTOR.invoke("bitbucket_default_reviewer_get", &input());
    (answer, provider.requests().iter().map(|request| request.path).collect())
}

fn truth(answer: Result<Output, Failure>) -> Value {
    match answer {
        Ok(Output::Json(document)) => {
            serde_json::from_str::<Value>(&document).unwrap()["default_reviewer"].clone()
        }
        other => panic!("no document: {other:?}"),
    }
}

#[test]
fn a_status_is_an_answer() {
    let (answer, paths) = asked([Reply::new(200, "{}")]);
    assert_eq!((truth(answer), paths.len()), (json!(true), 1));
    let (answer, paths) = asked([Reply::new(404, "{}"), Reply::new(200, "{}")]);
    assert_eq!(truth(answer), json!(false));
    assert_eq!(paths[1], super::REPOSITORY);
}

#[test]
fn a_missing_repository_is_an_error() {
    let (answer, _) = asked([Reply::new(404, "{}"), Reply::new(404, "{}")]);
    assert!(matches!(answer, Err(Failure::Upstream(response)) if response.status() == 404));
}

#[test]
fn adding_sends_an_empty_object() {
    let provider = Provider::playing([Reply::new(200, "{}")]);
    CONNECTOR.invoke("bitbucket_default_reviewer_add", &input()).unwrap();
    let request = &provider.requests()[0];
    assert_eq!((request.method, &request.body), (Method::Put, &Some(Body::Json(json!({})))));
    assert_eq!(request.params.last().map(|field| field.value.as_str()), Some("{1f-2e}"));
}
