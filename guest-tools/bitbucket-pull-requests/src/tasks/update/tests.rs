use innkeeper_sdk::{
    Body, Failure, Output,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::calls::call;

fn update(changes: Value) -> Result<Output, Failure> {
    let which = json!({"workspace": "acme", "repo_slug": "site", "pull_request_id": 7, "task_id": 3});
    call("bitbucket_pull_request_task_update", which, changes)
}

#[test]
fn pending_becomes_a_state() {
    let table = [
        (json!({"pending": false}), json!({"state": "RESOLVED"})),
        (json!({"pending": true}), json!({"state": "UNRESOLVED"})),
        (json!({"state": "RESOLVED"}), json!({"state": "RESOLVED"})),
        (json!({"pending": false, "state": "RESOLVED"}), json!({"state": "RESOLVED"})),
        (json!({"content": "Test it"}), json!({"content": {"raw": "Test it"}})),
    ];
    for (inputs, body) in table {
        let provider = Provider::playing([Reply::new(200, "{}")]);
        update(inputs.clone()).unwrap();
        let [put] = provider.requests().try_into().unwrap();
        assert_eq!(put.body, Some(Body::Json(body)), "{inputs}");
    }
}

#[test]
fn an_edit_that_changes_nothing_or_contradicts_itself_is_not_sent() {
    for (inputs, field) in
        [(json!({}), "/content"), (json!({"pending": true, "state": "RESOLVED"}), "/pending")]
    {
        let provider = Provider::playing([]);
        let refusal = update(inputs.clone());
        assert!(matches!(&refusal, Err(Failure::InvalidInput { path, .. }) if path == field), "{inputs}");
        assert!(provider.requests().is_empty());
    }
}
