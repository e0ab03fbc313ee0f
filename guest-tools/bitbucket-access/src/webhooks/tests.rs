use innkeeper_sdk::{
    Body, Failure, Output,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

const UID: &str = "{9f2c7a0e-51b4-4c7d-8a55-0123456789ab}";

/// The body that a tool sends for these inputs, and the last segment of its path.
fn sent(tool: &str, inputs: &Value) -> Result<(Value, String), Failure> {
    let provider = Provider::playing([Reply::new(200, "{}")]);
    let mut input = json!({"workspace": "acme", "url": "https://hooks.example/in", "events": ["repo:push"]});
    input.as_object_mut().unwrap().extend(inputs.as_object().unwrap().clone());
    assert!(matches!(CONNECTOR.invoke(tool, &input.to_string())?, Output::Upstream { .. }));
    let [request] = provider.requests().try_into().unwrap();
    match (request.body, request.params.last()) {
        (Some(Body::Json(body)), Some(last)) => Ok((body, last.value.clone())),
        other => panic!("not a JSON body: {other:?}"),
    }
}

/// Updates of a repository's webhook and of a workspace's: each has to be right.
fn updates(inputs: &Value) -> [Result<(Value, String), Failure>; 2] {
    let mut inputs = inputs.clone();
    inputs["uid"] = json!(UID);
    let mut of_repository = inputs.clone();
    of_repository["repo_slug"] = json!("site");
    [sent("bitbucket_webhook_update", &of_repository), sent("bitbucket_workspace_webhook_update", &inputs)]
}

#[test]
fn a_webhook_is_created_with_what_is_given_and_nothing_more() {
    let (body, _) =
        sent("bitbucket_webhook_create", &json!({"repo_slug": "site", "secret": "s", "active": true}))
            .unwrap();
    let expected =
        json!({"url": "https://hooks.example/in", "events": ["repo:push"], "active": true, "secret": "s"});
    assert_eq!(body, expected);
}

#[test]
fn a_secret_that_is_not_mentioned_stays() {
    for update in updates(&json!({"remove_secret": false})) {
        let (body, uid) = update.unwrap();
        assert_eq!(body, json!({"url": "https://hooks.example/in", "events": ["repo:push"]}));
        assert_eq!(uid, UID);
    }
}

#[test]
fn a_secret_is_replaced_or_removed() {
    for update in updates(&json!({"secret": "new"})) {
        assert_eq!(update.unwrap().0["secret"], "new");
    }
    for update in updates(&json!({"remove_secret": true})) {
        let (body, _) = update.unwrap();
        assert_eq!(body.get("secret"), Some(&Value::Null));
    }
}

#[test]
fn a_secret_is_not_replaced_and_removed() {
    for update in updates(&json!({"secret": "new", "remove_secret": true})) {
        assert!(matches!(update, Err(Failure::InvalidInput { path, .. }) if path == "/remove_secret"));
    }
}
