use innkeeper_sdk::{
    Body, Failure, Output,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::calls::call;

fn update(changes: Value) -> Result<Output, Failure> {
    let which = json!({"workspace": "acme", "repo_slug": "site", "pull_request_id": 7});
    call("bitbucket_pull_request_update", which, changes)
}

#[test]
fn only_what_is_given_is_changed() {
    let provider = Provider::playing([Reply::new(200, "{}")]);
    update(json!({"destination_branch": "develop", "reviewers": ["{1f-2e}", "557058:ab"]})).unwrap();
    let [put] = provider.requests().try_into().unwrap();
    let expected = json!({
        "destination": {"branch": {"name": "develop"}},
        "reviewers": [{"uuid": "{1f-2e}"}, {"account_id": "557058:ab"}],
    });
    assert_eq!(put.body, Some(Body::Json(expected)));
}

#[test]
fn an_empty_list_of_reviewers_and_an_empty_description_are_changes() {
    let provider = Provider::playing([Reply::new(200, "{}")]);
    update(json!({"reviewers": [], "description": ""})).unwrap();
    let [put] = provider.requests().try_into().unwrap();
    assert_eq!(put.body, Some(Body::Json(json!({"reviewers": [], "description": ""}))));
}

#[test]
fn an_edit_without_a_change_is_not_sent() {
    let provider = Provider::playing([]);
    let Err(Failure::InvalidInput { path, message }) = update(json!({})) else {
        panic!("it was not refused")
    };
    assert_eq!(path, "/title");
    assert!(message.contains("draft"), "{message}");
    assert!(provider.requests().is_empty());
}
