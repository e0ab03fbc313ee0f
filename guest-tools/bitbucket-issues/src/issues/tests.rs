use innkeeper_sdk::{
    Body, Failure, Method,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

fn update(mut input: Value) -> Result<innkeeper_sdk::Output, Failure> {
    input["workspace"] = json!("acme");
    input["repo_slug"] = json!("site");
    input["issue_id"] = json!(7);
    CONNECTOR.invoke("bitbucket_issue_update", &input.to_string())
}

#[test]
fn an_update_sends_what_it_was_given_and_no_more() {
    let provider = Provider::playing([Reply::new(200, "{}")]);
    update(json!({ "status": "on hold", "content": "Waits for the header." })).unwrap();
    let [request] = provider.requests().try_into().unwrap();
    assert_eq!(request.method, Method::Put);
    let expected = json!({ "state": "on hold", "content": { "raw": "Waits for the header." } });
    assert_eq!(request.body, Some(Body::Json(expected)));
}

#[test]
fn an_update_of_nothing_is_refused() {
    let provider = Provider::playing([]);
    assert!(matches!(update(json!({})), Err(Failure::InvalidInput { path, .. }) if path == "/title"));
    assert!(provider.requests().is_empty());
}

#[test]
fn a_state_that_is_not_one_is_refused() {
    let _provider = Provider::playing([]);
    assert!(matches!(update(json!({ "status": "submitted" })), Err(Failure::InvalidInput { .. })));
}
