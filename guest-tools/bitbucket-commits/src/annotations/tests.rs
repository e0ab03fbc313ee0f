use innkeeper_sdk::{
    Body, Failure, Output,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

fn create(annotations: &Value) -> Result<Output, Failure> {
    let input = json!({
        "workspace": "acme", "repo_slug": "site", "commit": "c0ffee1", "report_id": "scanner-1",
        "annotations": annotations,
    });
    CONNECTOR.invoke("bitbucket_report_annotations_create", &input.to_string())
}

#[test]
fn the_body_is_the_list_itself() {
    let provider = Provider::playing([Reply::new(200, "[]")]);
    let annotations = json!([
        {"external_id": "1", "annotation_type": "CODE_SMELL", "summary": "Long", "path": "a.rs", "line": 7},
        {"external_id": "2", "annotation_type": "BUG", "summary": "Wrong", "severity": "HIGH"},
    ]);
    assert!(matches!(create(&annotations), Ok(Output::Upstream { .. })));
    let [request] = provider.requests().try_into().unwrap();
    assert_eq!(request.body, Some(Body::Json(annotations)));
    let report = request.params.iter().find(|field| field.name == "reportId").unwrap();
    assert_eq!(report.value, "scanner-1");
}

#[test]
fn a_line_without_a_file_is_refused_before_anything_is_sent() {
    let provider = Provider::playing([]);
    let annotations = json!([
        {"external_id": "1", "annotation_type": "BUG", "summary": "Wrong"},
        {"external_id": "2", "annotation_type": "BUG", "summary": "Wrong", "line": 7},
    ]);
    let refusal = create(&annotations);
    assert!(matches!(refusal, Err(Failure::InvalidInput { path, .. }) if path == "/annotations/1/path"));
    assert!(provider.requests().is_empty());
}
