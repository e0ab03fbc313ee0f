use innkeeper_sdk::{
    Body, Failure, Method, Output, RequestError,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

const PENDING: &str = r#"{"task_status": "PENDING"}"#;
const SUCCESS: &str = r#"{"task_status": "SUCCESS", "merge_result": {"id": 7}}"#;
const LOCATION: &str = "/repositories/acme/site/pullrequests/7/merge/task-status/t-1";

fn merge() -> Result<Output, Failure> {
    let input = json!({"workspace": "acme", "repo_slug": "site", "pull_request_id": 7, "message": "Ship"});
    CONNECTOR.invoke("bitbucket_pull_request_merge", &input.to_string())
}

fn accepted() -> Reply {
    Reply::new(202, "").header("location", LOCATION)
}

fn status_of(output: &Output) -> u16 {
    match output {
        Output::Upstream { response, .. } => response.status(),
        other => panic!("not passed on: {other:?}"),
    }
}

#[test]
fn a_merge_that_is_done_at_once_is_one_request() {
    let provider = Provider::playing([Reply::new(200, "{}")]);
    assert_eq!(status_of(&merge().unwrap()), 200);
    let [post] = provider.requests().try_into().unwrap();
    assert_eq!(post.body, Some(Body::Json(json!({"type": "pullrequest", "message": "Ship"}))));
}

#[test]
fn a_slow_merge_is_followed_to_its_end() {
    let replies = [accepted(), Reply::new(200, PENDING), Reply::new(200, SUCCESS), Reply::new(200, "{}")];
    let provider = Provider::playing(replies);
    assert_eq!(status_of(&merge().unwrap()), 200);

    let [_, first, _, last] = provider.requests().try_into().unwrap();
    assert!(first.path.ends_with("/merge/task-status/{task_id}"));
    assert_eq!(first.params.last().map(|field| field.value.as_str()), Some("t-1"));
    assert_eq!((last.method, last.params.len(), last.body), (Method::Get, 3, None));
    assert_eq!(provider.waits().len(), 2);
}

#[test]
fn a_merge_that_outlasts_the_wait_is_told_as_running() {
    let pending = std::iter::repeat_n(Reply::new(200, PENDING), 100);
    let provider = Provider::playing(std::iter::once(accepted()).chain(pending));
    let Ok(Output::Json(answer)) = merge() else { panic!("no answer of its own") };
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!((&answer["merge_status"], &answer["task_id"]), (&json!("PENDING"), &json!("t-1")));
    let waited: u32 = provider.waits().iter().sum();
    assert!((25_000..=30_000).contains(&waited), "{waited} ms");
}

#[test]
fn a_merge_that_fails_on_the_way_is_the_providers_error() {
    let _provider = Provider::playing([accepted(), Reply::new(409, "{}")]);
    assert!(matches!(merge(), Err(Failure::Upstream(response)) if response.status() == 409));
}

#[test]
fn a_lost_connection_is_handed_back_as_it_is() {
    let lost = RequestError::Unreachable { message: "reset".into(), sent: true };
    let _provider = Provider::playing_results([Err(lost.clone())]);
    assert!(matches!(merge(), Err(Failure::Request(error)) if error == lost));
}

#[test]
fn an_accepted_merge_without_a_place_to_look_is_not_called_merged() {
    let _provider = Provider::playing([Reply::new(202, "")]);
    assert!(matches!(merge(), Err(Failure::Internal(_))));
}
