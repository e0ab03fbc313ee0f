use innkeeper_sdk::{
    Body, Failure,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

/// The body of the request that these inputs make.
fn body_of(inputs: Value) -> Result<Value, Failure> {
    let provider = Provider::playing([Reply::new(200, "{}")]);
    let mut input = json!({"workspace": "acme", "repo_slug": "site"});
    if let (Some(all), Value::Object(own)) = (input.as_object_mut(), inputs) {
        all.extend(own);
    }
    CONNECTOR.invoke("bitbucket_branching_model_settings_update", &input.to_string())?;
    match provider.requests().pop().and_then(|request| request.body) {
        Some(Body::Json(body)) => Ok(body),
        other => panic!("not a JSON body: {other:?}"),
    }
}

#[test]
fn only_what_is_named_is_changed() {
    let development = json!({"name": "develop", "use_mainbranch": false});
    let production = json!({"name": "release", "use_mainbranch": false, "enabled": true});
    let table = [
        (json!({"development_branch": "develop"}), json!({"development": development})),
        (json!({"production_branch": "release"}), json!({"production": production})),
        (
            json!({"development_branch": "develop", "production_branch": "release"}),
            json!({"development": development, "production": production}),
        ),
    ];
    for (inputs, body) in table {
        assert_eq!(body_of(inputs.clone()).unwrap(), body, "{inputs}");
    }
}

#[test]
fn to_change_nothing_is_an_invalid_input() {
    let refusal = body_of(json!({}));
    assert!(matches!(refusal, Err(Failure::InvalidInput { path, .. }) if path == "/development_branch"));
}
