use innkeeper_sdk::{
    Body, Failure, Method, Output,
    testing::{Provider, Reply},
};
use serde_json::json;

use crate::CONNECTOR;

fn update() -> Result<Output, Failure> {
    let input = json!({"workspace": "acme", "repo_slug": "site", "description": "New", "is_private": true});
    CONNECTOR.invoke("bitbucket_repository_update", &input.to_string())
}

#[test]
fn an_update_changes_what_is_there() {
    let provider = Provider::playing([Reply::new(200, "{}"), Reply::new(200, "{}")]);
    assert!(matches!(update(), Ok(Output::Upstream { .. })));
    let [look, put] = provider.requests().try_into().unwrap();
    assert_eq!((look.method, put.method), (Method::Get, Method::Put));
    assert_eq!(put.body, Some(Body::Json(json!({"description": "New", "is_private": true}))));
}

#[test]
fn an_update_does_not_create() {
    let provider = Provider::playing([Reply::new(404, "{}")]);
    assert!(matches!(update(), Err(Failure::Upstream(response)) if response.status() == 404));
    assert!(provider.requests().iter().all(|request| request.method == Method::Get));
}
