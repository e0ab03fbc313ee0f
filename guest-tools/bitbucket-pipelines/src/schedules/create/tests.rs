use innkeeper_sdk::{
    Body, Failure,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

const TOOL: &str = "bitbucket_pipeline_schedule_create";
const NOON: &str = "0 0 12 * * ? *";

/// The body of the request that these inputs make.
fn body_of(inputs: Value) -> Result<Value, Failure> {
    let provider = Provider::playing([Reply::new(201, "{}")]);
    let mut input =
        json!({"workspace": "acme", "repo_slug": "site", "branch": "main", "cron_expression": NOON});
    if let (Some(all), Value::Object(own)) = (input.as_object_mut(), inputs) {
        all.extend(own);
    }
    CONNECTOR.invoke(TOOL, &input.to_string())?;
    match provider.requests().pop().and_then(|request| request.body) {
        Some(Body::Json(body)) => Ok(body),
        other => panic!("not a JSON body: {other:?}"),
    }
}

#[test]
fn a_schedule_always_says_which_pipeline() {
    let table = [
        (json!({}), json!({"type": "default"})),
        (json!({"pipeline_name": "nightly"}), json!({"type": "custom", "pattern": "nightly"})),
        (json!({"branch_pattern": "release/*"}), json!({"type": "branches", "pattern": "release/*"})),
    ];
    for (inputs, selector) in table {
        let target = json!({
            "type": "pipeline_ref_target", "ref_type": "branch", "ref_name": "main", "selector": selector,
        });
        let expected = json!({"cron_pattern": NOON, "target": target});
        assert_eq!(body_of(inputs.clone()).unwrap(), expected, "{inputs}");
    }
    assert_eq!(body_of(json!({"enabled": false})).unwrap()["enabled"], false);
}

#[test]
fn two_pipelines_are_refused() {
    let refusal = body_of(json!({"pipeline_name": "nightly", "branch_pattern": "main"}));
    assert!(matches!(refusal, Err(Failure::InvalidInput { path, .. }) if path == "/branch_pattern"));
}
