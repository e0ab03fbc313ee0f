use innkeeper_sdk::{
    Body, Failure, Output,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::calls::call;

fn comment(more: Value) -> Result<Output, Failure> {
    let needed = json!({"workspace": "acme", "repo_slug": "site", "pull_request_id": 7, "content": "Why?"});
    call("bitbucket_pull_request_comment_create", needed, more)
}

#[test]
fn a_comment_goes_where_its_inputs_say() {
    let table = [
        (json!({}), json!({"content": {"raw": "Why?"}})),
        (json!({"parent_id": 3}), json!({"content": {"raw": "Why?"}, "parent": {"id": 3}})),
        (
            json!({"inline_path": "src/a.rs", "inline_to": 9, "inline_start_to": 4, "pending": true}),
            json!({
                "content": {"raw": "Why?"},
                "inline": {"path": "src/a.rs", "to": 9, "start_to": 4},
                "pending": true,
            }),
        ),
        (
            json!({"inline_path": "src/a.rs", "inline_from": 2}),
            json!({"content": {"raw": "Why?"}, "inline": {"path": "src/a.rs", "from": 2}}),
        ),
        (
            json!({"inline_path": "src/a.rs"}),
            json!({"content": {"raw": "Why?"}, "inline": {"path": "src/a.rs"}}),
        ),
    ];
    for (inputs, body) in table {
        let provider = Provider::playing([Reply::new(201, "{}")]);
        comment(inputs.clone()).unwrap();
        let [post] = provider.requests().try_into().unwrap();
        assert_eq!(post.body, Some(Body::Json(body)), "{inputs}");
    }
}

#[test]
fn an_anchor_that_contradicts_itself_is_refused_by_name() {
    let table = [
        (json!({"inline_to": 9}), "/inline_to"),
        (json!({"inline_from": 9}), "/inline_from"),
        (json!({"inline_start_to": 9}), "/inline_start_to"),
        (json!({"inline_path": "a.rs", "inline_start_to": 9}), "/inline_start_to"),
        (json!({"inline_path": "a.rs", "inline_to": 9, "inline_start_from": 2}), "/inline_start_from"),
        (json!({"inline_path": "a.rs", "inline_from": 2, "inline_start_from": 3}), "/inline_start_from"),
    ];
    for (inputs, field) in table {
        let provider = Provider::playing([]);
        let refusal = comment(inputs.clone());
        assert!(matches!(&refusal, Err(Failure::InvalidInput { path, .. }) if path == field), "{inputs}");
        assert!(provider.requests().is_empty());
    }
}
