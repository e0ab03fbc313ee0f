use innkeeper_sdk::testing::{Provider, Reply};
use serde_json::{Value, json};

use crate::CONNECTOR;

/// The query that these inputs make.
fn query_of(inputs: Value) -> Vec<(String, String)> {
    let provider = Provider::playing([Reply::new(200, r#"{"values":[]}"#)]);
    let mut input = json!({"workspace": "acme", "repo_slug": "site"});
    if let (Some(all), Value::Object(own)) = (input.as_object_mut(), inputs) {
        all.extend(own);
    }
    CONNECTOR.invoke("bitbucket_pipelines_list", &input.to_string()).unwrap();
    let [request] = provider.requests().try_into().unwrap();
    request.query.into_iter().map(|field| (field.name, field.value)).collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.into(), value.into())
}

#[test]
fn the_newest_come_first_unless_somebody_asks_otherwise() {
    assert_eq!(query_of(json!({})), [pair("sort", "-created_on")]);
    assert_eq!(query_of(json!({"sort": "creator.uuid"})), [pair("sort", "creator.uuid")]);
}

#[test]
fn filters_go_by_the_providers_names() {
    let query = query_of(json!({
        "status": "PASSED", "target_branch": "feature/x", "target_selector_type": "PULLREQUESTS",
        "target_ref_type": "ANNOTATED_TAG", "trigger_type": "PARENT_STEP", "target_commit_hash": "c0ffee",
    }));
    for expected in [
        pair("status", "PASSED"),
        pair("target.branch", "feature/x"),
        pair("target.selector.type", "PULLREQUESTS"),
        pair("target.ref_type", "ANNOTATED_TAG"),
        pair("trigger_type", "PARENT_STEP"),
        pair("target.commit.hash", "c0ffee"),
    ] {
        assert!(query.contains(&expected), "{expected:?} is not in {query:?}");
    }
}

#[test]
fn a_filter_language_is_not_offered_where_it_is_ignored() {
    let entry =
        CONNECTOR.tools.iter().find(|entry| entry.declaration.name == "bitbucket_pipelines_list").unwrap();
    let schema: Value = serde_json::from_str(&entry.input_schema()).unwrap();
    assert!(schema["properties"].get("q").is_none());
    assert!(schema["properties"]["sort"]["enum"].as_array().unwrap().contains(&json!("-created_on")));
}

#[test]
fn reading_on_asks_nothing_of_its_own() {
    let provider = Provider::playing([Reply::new(200, r#"{"values":[]}"#)]);
    let next = "https://api.bitbucket.org/2.0/repositories/acme/site/pipelines?sort=created_on&page=2";
    let input = json!({"workspace": "acme", "repo_slug": "site", "next": next});
    CONNECTOR.invoke("bitbucket_pipelines_list", &input.to_string()).unwrap();
    assert_eq!(provider.followed(), [next]);
    assert!(provider.requests().is_empty());
}
