use innkeeper_sdk::{
    Method,
    testing::{Provider, Reply},
};

use super::*;

fn asked() -> Result<Output, Failure> {
    let question = Request::new(Method::Get, "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/vote");
    let subject = Request::new(Method::Get, "/repositories/{workspace}/{repo_slug}/issues/{issue_id}");
    ask(question, "voted", subject)
}

fn document(output: Result<Output, Failure>) -> String {
    match output {
        Ok(Output::Json(document)) => document,
        other => panic!("no document: {other:?}"),
    }
}

#[test]
fn a_good_status_is_yes() {
    for status in [200, 204] {
        let provider = Provider::playing([Reply::new(status, "")]);
        assert_eq!(document(asked()), r#"{"voted":true}"#);
        assert_eq!(provider.requests().len(), 1);
    }
}

#[test]
fn a_404_is_no_where_there_is_something_to_ask_about() {
    let _provider = Provider::playing([Reply::new(404, "{}"), Reply::new(200, "{}")]);
    assert_eq!(document(asked()), r#"{"voted":false}"#);
}

#[test]
fn a_404_of_the_subject_is_an_error() {
    let _provider = Provider::playing([Reply::new(404, "{}"), Reply::new(404, "{}")]);
    assert!(matches!(asked(), Err(Failure::Upstream(response)) if response.status() == 404));
}

#[test]
fn any_other_status_is_an_error() {
    let _provider = Provider::playing([Reply::new(403, "{}")]);
    assert!(matches!(asked(), Err(Failure::Upstream(response)) if response.status() == 403));
}
