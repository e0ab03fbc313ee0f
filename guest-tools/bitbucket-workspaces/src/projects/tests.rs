use innkeeper_sdk::{
    Body, Failure, Method, Output, Request,
    testing::{Provider, Reply},
};
use serde_json::json;

use crate::CONNECTOR;

fn update(replies: impl IntoIterator<Item = Reply>) -> (Result<Output, Failure>, Vec<Request>) {
    let provider = Provider::playing(replies);
    let input = json!({"workspace": "acme", "project_key": "CORE", "key": "BASE", "name": "Base"});
    let answer = CONNECTOR.invoke("bitbucket_workspace_project_update", &input.to_string());
    (answer, provider.requests())
}

#[test]
fn a_key_in_the_body_renames_the_one_in_the_path() {
    let (answer, requests) = update([Reply::new(200, "{}"), Reply::new(200, "{}")]);
    assert!(matches!(answer, Ok(Output::Upstream { .. })));
    let [look, put] = requests.try_into().unwrap();
    assert_eq!((look.method, put.method), (Method::Get, Method::Put));
    assert_eq!(put.params.last().map(|field| field.value.as_str()), Some("CORE"));
    assert_eq!(put.body, Some(Body::Json(json!({"key": "BASE", "name": "Base"}))));
}

#[test]
fn an_update_does_not_create() {
    let (answer, requests) = update([Reply::new(404, "{}")]);
    assert!(matches!(answer, Err(Failure::Upstream(response)) if response.status() == 404));
    assert_eq!(requests.len(), 1);
}
