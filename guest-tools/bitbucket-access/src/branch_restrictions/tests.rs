use innkeeper_sdk::{
    Body, Failure, Output, Request,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

/// What a tool sends for these inputs, if it sends anything.
fn sent(tool: &str, inputs: &Value) -> (Result<Output, Failure>, Vec<Request>) {
    let provider = Provider::playing([Reply::new(200, "{}")]);
    let mut input = json!({"workspace": "acme", "repo_slug": "site", "pattern": "main"});
    input.as_object_mut().unwrap().extend(inputs.as_object().unwrap().clone());
    (CONNECTOR.invoke(tool, &input.to_string()), provider.requests())
}

fn created(inputs: &Value) -> (Result<Output, Failure>, Vec<Request>) {
    sent("bitbucket_branch_restriction_create", inputs)
}

/// The input that a refusal names; nothing has been sent.
fn refused((answer, requests): (Result<Output, Failure>, Vec<Request>)) -> String {
    assert!(requests.is_empty());
    match answer {
        Err(Failure::InvalidInput { path, .. }) => path,
        other => panic!("not an invalid input: {other:?}"),
    }
}

#[test]
fn a_rule_says_how_it_matches_and_who_is_excepted() {
    let (answer, requests) =
        created(&json!({"kind": "push", "users": ["{1f-2e}", "557058:ab"], "groups": ["developers"]}));
    assert!(answer.is_ok());
    let body = json!({
        "type": "branchrestriction",
        "branch_match_kind": "glob",
        "kind": "push",
        "pattern": "main",
        "users": [{"uuid": "{1f-2e}"}, {"account_id": "557058:ab"}],
        "groups": [{"slug": "developers"}],
    });
    assert_eq!(requests[0].body, Some(Body::Json(body)));
}

#[test]
fn nobody_is_let_through_only_where_that_is_said() {
    for kind in ["push", "restrict_merges"] {
        assert_eq!(refused(created(&json!({"kind": kind, "groups": []}))), "/users");
        assert_eq!(refused(created(&json!({"kind": kind, "users": []}))), "/groups");
        let (answer, _) = created(&json!({"kind": kind, "users": [], "groups": []}));
        assert!(answer.is_ok());
    }
}

#[test]
fn exceptions_go_with_no_other_kind() {
    assert_eq!(refused(created(&json!({"kind": "delete", "users": []}))), "/users");
    assert_eq!(
        refused(created(&json!({"kind": "enforce_merge_checks", "groups": ["developers"]}))),
        "/groups"
    );
}

#[test]
fn a_number_goes_with_what_counts() {
    let (answer, requests) = created(&json!({"kind": "require_approvals_to_merge", "value": 2}));
    assert!(answer.is_ok());
    assert!(matches!(&requests[0].body, Some(Body::Json(body)) if body["value"] == 2));
    assert_eq!(refused(created(&json!({"kind": "force", "value": 2}))), "/value");
    let update = json!({"id": "3", "kind": "require_no_changes_requested", "value": 1});
    assert_eq!(refused(sent("bitbucket_branch_restriction_update", &update)), "/value");
}
