use innkeeper_sdk::{
    Body, Failure, Method, Output, Request,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

const NONE_OPEN: &str = r#"{"values": []}"#;

fn open_from(source: &str) -> String {
    json!({"values": [{
        "id": 7,
        "title": "Old title",
        "source": {"repository": {"full_name": source}},
        "destination": {"repository": {"full_name": "acme/site"}, "branch": {"name": "main"}},
    }]})
    .to_string()
}

fn create(input: &Value) -> Result<Output, Failure> {
    CONNECTOR.invoke("bitbucket_pull_request_create", &input.to_string())
}

fn minimal() -> Value {
    json!({"workspace": "acme", "repo_slug": "site", "title": "New title", "source_branch": "fix"})
}

fn body(request: &Request) -> &Value {
    match &request.body {
        Some(Body::Json(body)) => body,
        other => panic!("not a JSON body: {other:?}"),
    }
}

#[test]
fn a_branch_without_an_open_pull_request_gets_one() {
    let provider = Provider::playing([Reply::new(200, NONE_OPEN), Reply::new(201, "{}")]);
    let mut input = minimal();
    input["destination_branch"] = json!("release/1.0");
    input["reviewers"] = json!(["{1f-2e}", "557058:ab"]);
    input["draft"] = json!(true);
    input["source_repository"] = json!("acme/fork");

    assert!(matches!(create(&input), Ok(Output::Upstream { .. })));

    let [_, post] = provider.requests().try_into().unwrap();
    assert_eq!(post.method, Method::Post);
    let expected = json!({
        "title": "New title",
        "source": {"branch": {"name": "fix"}, "repository": {"full_name": "acme/fork"}},
        "destination": {"branch": {"name": "release/1.0"}},
        "reviewers": [{"uuid": "{1f-2e}"}, {"account_id": "557058:ab"}],
        "draft": true,
    });
    assert_eq!(body(&post), &expected);
}

#[test]
fn an_open_pull_request_is_not_renamed() {
    let provider = Provider::playing([Reply::new(200, open_from("acme/site"))]);
    let Err(Failure::Refused(reason)) = create(&minimal()) else { panic!("it was not refused") };
    assert!(reason.contains("pull request 7"), "{reason}");
    assert!(provider.requests().iter().all(|request| request.method == Method::Get));
}

#[test]
fn a_branch_of_the_same_name_in_a_fork_is_not_in_the_way() {
    let _provider = Provider::playing([Reply::new(200, open_from("somebody/fork")), Reply::new(201, "{}")]);
    assert!(create(&minimal()).is_ok());
}

#[test]
fn quotes_in_a_branch_name_stay_within_the_filter() {
    let provider = Provider::playing([Reply::new(200, NONE_OPEN), Reply::new(201, "{}")]);
    let mut input = minimal();
    input["source_branch"] = json!(r#"a" OR id > 0 OR "\"#);
    create(&input).unwrap();
    let q = &provider.requests()[0].query[0];
    assert_eq!(q.value, r#"state = "OPEN" AND source.branch.name = "a\" OR id > 0 OR \"\\""#);
}

#[test]
fn a_failed_lookup_creates_nothing() {
    let provider = Provider::playing([Reply::new(403, "{}")]);
    assert!(matches!(create(&minimal()), Err(Failure::Upstream(_))));
    assert_eq!(provider.requests().len(), 1);
}
