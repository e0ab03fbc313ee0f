use innkeeper_sdk::{
    Body, Failure,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

/// The body of the request that makes a report with these figures.
fn body_with(data: &Value) -> Result<Value, Failure> {
    let provider = Provider::playing([Reply::new(200, "{}")]);
    let input = json!({
        "workspace": "acme", "repo_slug": "site", "commit": "c0ffee1", "report_id": "scanner-1",
        "title": "Scan", "details": "Two findings.", "result": "FAILED", "data": data,
    });
    CONNECTOR.invoke("bitbucket_report_create", &input.to_string())?;
    match provider.requests().pop().and_then(|request| request.body) {
        Some(Body::Json(body)) => Ok(body),
        other => panic!("not a JSON body: {other:?}"),
    }
}

#[test]
fn figures_keep_their_values_and_types() {
    let data = json!([
        {"title": "Safe", "type": "BOOLEAN", "value": false},
        {"title": "Took", "type": "DURATION", "value": 1400},
        {"title": "Covered", "type": "PERCENTAGE", "value": 81.5},
        {"title": "All of it", "type": "LINK", "value": {"text": "Report", "href": "https://scan.example/1"}},
        {"title": "Files", "type": "NUMBER", "value": 14},
        {"title": "Branch", "type": "TEXT", "value": "main"},
    ]);
    let body = body_with(&data).unwrap();
    assert_eq!(body["data"], data);
    assert_eq!((&body["type"], &body["result"]), (&json!("report"), &json!("FAILED")));
    assert!(body.get("report_id").is_none() && body.get("report_type").is_none());
}

#[test]
fn a_figure_is_what_its_type_says_and_nothing_else() {
    for figure in [
        json!({"title": "Safe", "type": "BOOLEAN", "value": 1}),
        json!({"title": "Took", "type": "DURATION", "value": "fast"}),
        json!({"title": "All of it", "type": "LINK", "value": "https://scan.example/1"}),
        json!({"title": "Branch", "value": "main"}),
        json!({"title": "Branch", "type": "TEXT", "value": "main", "unit": "branches"}),
    ] {
        let refusal = body_with(&json!([figure]));
        assert!(matches!(&refusal, Err(Failure::InvalidInput { .. })), "{figure}: {refusal:?}");
    }
}
