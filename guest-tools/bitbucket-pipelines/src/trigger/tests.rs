use innkeeper_sdk::{
    Body, Failure,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

/// The body of the request that these inputs make.
fn body_of(inputs: Value) -> Result<Value, Failure> {
    let provider = Provider::playing([Reply::new(201, "{}")]);
    let mut input = json!({"workspace": "acme", "repo_slug": "site"});
    if let (Some(all), Value::Object(own)) = (input.as_object_mut(), inputs) {
        all.extend(own);
    }
    CONNECTOR.invoke("bitbucket_pipeline_trigger", &input.to_string())?;
    match provider.requests().pop().and_then(|request| request.body) {
        Some(Body::Json(body)) => Ok(body),
        other => panic!("not a JSON body: {other:?}"),
    }
}

#[test]
fn the_target_depends_on_what_is_given() {
    let commit = json!({"type": "commit", "hash": "c0ffee"});
    let custom = json!({"type": "custom", "pattern": "nightly"});
    let branch = |mut target: Value| {
        target["type"] = json!("pipeline_ref_target");
        target["ref_type"] = json!("branch");
        target["ref_name"] = json!("main");
        target
    };
    let alone =
        |selector: &Value| json!({"type": "pipeline_commit_target", "commit": commit, "selector": selector});
    let table = [
        (json!({"branch": "main"}), branch(json!({}))),
        (json!({"branch": "main", "commit_hash": "c0ffee"}), branch(json!({"commit": commit}))),
        (json!({"branch": "main", "pipeline_name": "nightly"}), branch(json!({"selector": custom}))),
        (json!({"commit_hash": "c0ffee", "pipeline_name": "nightly"}), alone(&custom)),
        (json!({"commit_hash": "c0ffee"}), alone(&json!({"type": "default"}))),
    ];
    for (inputs, target) in table {
        assert_eq!(body_of(inputs.clone()).unwrap(), json!({"target": target}), "{inputs}");
    }
}

#[test]
fn variables_keep_their_shape() {
    let variables = json!([{"key": "A", "value": "1"}, {"key": "B", "value": "2", "secured": true}]);
    let body = body_of(json!({"branch": "main", "variables": variables})).unwrap();
    assert_eq!(body["variables"], variables);
}

#[test]
fn neither_branch_nor_commit_is_an_invalid_input() {
    let refusal = body_of(json!({"pipeline_name": "nightly"}));
    assert!(matches!(refusal, Err(Failure::InvalidInput { path, .. }) if path == "/branch"));
}
