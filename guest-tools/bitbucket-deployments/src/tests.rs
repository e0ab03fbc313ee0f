use innkeeper_sdk::{
    Body,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

const UUID: &str = "9f2c7a0e-51b4-4c7d-8a55-0123456789ab";

#[test]
fn a_new_environment_says_its_type_in_the_providers_shape() {
    let provider = Provider::playing([Reply::new(201, "{}")]);
    let input = json!({
        "workspace": "acme", "repo_slug": "site", "name": "eu-production", "environment_type": "Production",
    });
    CONNECTOR.invoke("bitbucket_environment_create", &input.to_string()).unwrap();
    let [request] = provider.requests().try_into().unwrap();
    let expected = json!({
        "type": "deployment_environment",
        "name": "eu-production",
        "environment_type": {"type": "deployment_environment_type", "name": "Production"},
    });
    assert_eq!(request.body, Some(Body::Json(expected)));
}

#[test]
fn an_unknown_stage_is_refused() {
    let provider = Provider::playing([]);
    let input = json!({"workspace": "acme", "repo_slug": "site", "name": "x", "environment_type": "Moon"});
    assert!(CONNECTOR.invoke("bitbucket_environment_create", &input.to_string()).is_err());
    assert!(provider.requests().is_empty());
}

#[test]
fn a_variable_is_found_by_two_uuids_in_braces() {
    let provider = Provider::playing([Reply::new(204, "")]);
    let input = json!({
        "workspace": "acme", "repo_slug": "site", "environment_uuid": UUID, "variable_uuid": format!("{{{UUID}}}"),
    });
    CONNECTOR.invoke("bitbucket_deployment_variable_delete", &input.to_string()).unwrap();
    let [request] = provider.requests().try_into().unwrap();
    assert!(request.path.ends_with("/environments/{environment_uuid}/variables/{variable_uuid}"));
    let params: Vec<&str> = request.params.iter().map(|field| field.value.as_str()).collect();
    assert_eq!(params[2..], [format!("{{{UUID}}}"), format!("{{{UUID}}}")]);
}

#[test]
fn a_variables_name_is_checked_by_the_schema() {
    for name in ["bitbucket_deployment_variable_create", "bitbucket_deployment_variable_update"] {
        let entry = CONNECTOR.tools.iter().find(|entry| entry.declaration.name == name).unwrap();
        let schema: Value = serde_json::from_str(&entry.input_schema()).unwrap();
        assert_eq!(schema["properties"]["key"]["pattern"], "^[A-Za-z_][A-Za-z0-9_]*$");
    }
}
