use innkeeper_sdk::{
    Failure, Output, Request,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::calls::call;

fn diffstat(more: Value) -> Result<Output, Failure> {
    let needed = json!({
        "workspace": "acme", "repo_slug": "site", "source_commit": "c0ffee", "dest_commit": "decaf",
    });
    call("bitbucket_pull_request_diffstat_get", needed, more)
}

fn query(request: &Request) -> Vec<(&str, &str)> {
    request.query.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect()
}

#[test]
fn the_commit_with_the_changes_comes_first() {
    let provider = Provider::playing([Reply::new(200, r#"{"values": []}"#)]);
    diffstat(json!({"pull_request_id": "7", "renames": false})).unwrap();
    let [request] = provider.requests().try_into().unwrap();
    let spec = request.params.iter().find(|field| field.name == "spec").unwrap();
    assert_eq!(spec.value, "c0ffee..decaf");
    let expected = [("topic", "true"), ("from_pullrequest_id", "7"), ("renames", "false")];
    assert_eq!(query(&request), expected);
}

#[test]
fn all_pages_are_gathered_on_request() {
    let first = r#"{"values": [1, 2], "next": "two"}"#;
    let provider = Provider::playing([Reply::new(200, first), Reply::new(200, r#"{"values": [3]}"#)]);
    let Ok(Output::Json(answer)) = diffstat(json!({"max_items": 5})) else { panic!("no document") };
    assert_eq!(serde_json::from_str::<Value>(&answer).unwrap(), json!({"values": [1, 2, 3]}));
    assert_eq!(provider.followed(), ["two"]);
}

#[test]
fn what_would_be_another_pair_is_refused_by_name() {
    for (field, text) in [("source_commit", "a..b"), ("dest_commit", ".."), ("dest_commit", "a\0b")] {
        let provider = Provider::playing([]);
        let refusal = diffstat(json!({ field: text }));
        assert!(
            matches!(&refusal, Err(Failure::InvalidInput { path, .. }) if *path == format!("/{field}")),
            "{field} = {text:?}"
        );
        assert!(provider.requests().is_empty());
    }
}
