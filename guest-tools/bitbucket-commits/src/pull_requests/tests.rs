use innkeeper_sdk::{
    Failure, Output,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

const PAGE: &str = r#"{"values": [{"id": 7}]}"#;

fn list(more: Value) -> Result<Output, Failure> {
    let mut input = json!({"workspace": "acme", "repo_slug": "site", "commit": "c0ffee1"});
    if let (Some(all), Value::Object(own)) = (input.as_object_mut(), more) {
        all.extend(own);
    }
    CONNECTOR.invoke("bitbucket_commit_pull_requests_list", &input.to_string())
}

fn document(output: Result<Output, Failure>) -> Value {
    match output {
        Ok(Output::Json(document)) => serde_json::from_str(&document).unwrap(),
        other => panic!("no document: {other:?}"),
    }
}

#[test]
fn a_page_is_passed_on() {
    let provider = Provider::playing([Reply::new(200, PAGE)]);
    assert!(matches!(list(json!({"pagelen": 5})), Ok(Output::Upstream { .. })));
    assert_eq!(provider.requests().len(), 1);
}

#[test]
fn what_is_not_indexed_yet_says_so_and_is_no_empty_list() {
    for more in [json!({}), json!({"max_items": 80})] {
        let provider = Provider::playing([Reply::new(202, r#"{"values": []}"#)]);
        let answer = document(list(more));
        assert_eq!(answer["status"], "INDEXING");
        assert!(answer.get("values").is_none());
        assert_eq!(provider.requests().len(), 1);
    }
}

#[test]
fn pages_are_gathered_once_they_are_indexed() {
    let provider = Provider::playing([Reply::new(200, PAGE), Reply::new(200, PAGE)]);
    assert_eq!(document(list(json!({"max_items": 80})))["values"], json!([{"id": 7}]));
    assert_eq!(provider.requests().len(), 2);
}

#[test]
fn what_comes_next_is_indexed_already() {
    let provider = Provider::playing([Reply::new(200, PAGE)]);
    assert!(list(json!({"next": "https://api.example/next"})).is_ok());
    assert!(provider.requests().is_empty());
    assert_eq!(provider.followed(), ["https://api.example/next"]);
}
