use innkeeper_sdk::{
    Failure, Output,
    testing::{Provider, Reply},
};

use super::ISSUE;
use crate::CONNECTOR;

const INPUT: &str = r#"{ "workspace": "acme", "repo_slug": "site", "issue_id": "7" }"#;

fn answer(tool: &str) -> String {
    match CONNECTOR.invoke(tool, INPUT) {
        Ok(Output::Json(document)) => document,
        other => panic!("no document: {other:?}"),
    }
}

#[test]
fn a_vote_is_told() {
    let provider = Provider::playing([Reply::new(204, "")]);
    assert_eq!(answer("bitbucket_issue_vote_get"), r#"{"voted":true}"#);
    assert_eq!(provider.requests().len(), 1);
}

#[test]
fn without_a_watch_the_issue_itself_is_looked_for() {
    let provider = Provider::playing([Reply::new(404, "{}"), Reply::new(200, r#"{"id":7}"#)]);
    assert_eq!(answer("bitbucket_issue_watch_get"), r#"{"watching":false}"#);
    let [_, subject] = provider.requests().try_into().unwrap();
    assert_eq!(subject.path, ISSUE);
    let values: Vec<&str> = subject.params.iter().map(|field| field.value.as_str()).collect();
    assert_eq!(values, ["acme", "site", "7"]);
}

#[test]
fn an_issue_that_is_not_there_is_no_answer() {
    for tool in ["bitbucket_issue_vote_get", "bitbucket_issue_watch_get"] {
        let _provider = Provider::playing([Reply::new(404, "{}"), Reply::new(404, "{}")]);
        let failure = CONNECTOR.invoke(tool, INPUT).unwrap_err();
        assert!(matches!(failure, Failure::Upstream(response) if response.status() == 404), "{tool}");
    }
}
