use innkeeper_sdk::{
    Body, Failure, Method, Output, Request, RequestError,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

const EARLY: &str = "0 0 6 * * ? *";

fn old() -> Reply {
    let schedule = json!({
        "type": "pipeline_schedule",
        "uuid": "{old}",
        "enabled": false,
        "cron_pattern": "0 0 12 * * ? *",
        "target": {
            "type": "pipeline_ref_target",
            "ref_type": "branch",
            "ref_name": "main",
            "selector": {"type": "custom", "pattern": "nightly"},
            "commit": null,
        },
    });
    Reply::new(200, schedule.to_string())
}

fn created() -> Reply {
    Reply::new(201, r#"{"uuid": "{new}"}"#)
}

fn update(inputs: Value) -> Result<Output, Failure> {
    let mut input = json!({"workspace": "acme", "repo_slug": "site", "schedule_uuid": "{old}"});
    if let (Some(all), Value::Object(own)) = (input.as_object_mut(), inputs) {
        all.extend(own);
    }
    CONNECTOR.invoke("bitbucket_pipeline_schedule_update", &input.to_string())
}

fn body(request: &Request) -> Value {
    match &request.body {
        Some(Body::Json(body)) => body.clone(),
        other => panic!("not a JSON body: {other:?}"),
    }
}

fn methods(provider: &Provider) -> Vec<Method> {
    provider.requests().iter().map(|request| request.method).collect()
}

#[test]
fn switching_it_is_one_request() {
    let provider = Provider::playing([Reply::new(200, "{}")]);
    assert!(update(json!({"enabled": false})).is_ok());
    let [put] = provider.requests().try_into().unwrap();
    assert_eq!((put.method, body(&put)), (Method::Put, json!({"enabled": false})));
}

#[test]
fn another_time_is_a_new_schedule_before_the_old_one_goes() {
    let provider = Provider::playing([old(), created(), Reply::new(204, "")]);
    let Ok(Output::Upstream { response, .. }) = update(json!({"cron_expression": EARLY})) else {
        panic!("the new schedule is not passed on")
    };
    assert_eq!(response.status(), 201);
    assert_eq!(methods(&provider), [Method::Get, Method::Post, Method::Delete]);
    let [_, post, delete] = provider.requests().try_into().unwrap();
    let target = json!({
        "type": "pipeline_ref_target", "ref_type": "branch", "ref_name": "main",
        "selector": {"type": "custom", "pattern": "nightly"},
    });
    assert_eq!(body(&post), json!({"cron_pattern": EARLY, "target": target, "enabled": false}));
    assert_eq!(post.params.len(), 2);
    assert_eq!(delete.params.last().unwrap().value, "{old}");
}

#[test]
fn both_at_once_makes_the_new_one_as_it_is_wanted() {
    let provider = Provider::playing([old(), created(), Reply::new(204, "")]);
    update(json!({"cron_expression": EARLY, "enabled": true})).unwrap();
    assert_eq!(body(&provider.requests()[1])["enabled"], true);
    assert_eq!(provider.requests().len(), 3);
}

#[test]
fn a_new_schedule_that_is_refused_leaves_the_old_one() {
    let provider = Provider::playing([old(), Reply::new(400, "{}")]);
    let failure = update(json!({"cron_expression": EARLY})).unwrap_err();
    assert!(matches!(failure, Failure::Upstream(response) if response.status() == 400));
    assert_eq!(methods(&provider), [Method::Get, Method::Post]);
}

#[test]
fn what_is_not_there_is_not_created() {
    let provider = Provider::playing([Reply::new(404, "{}")]);
    let failure = update(json!({"cron_expression": EARLY})).unwrap_err();
    assert!(matches!(failure, Failure::Upstream(response) if response.status() == 404));
    assert_eq!(methods(&provider), [Method::Get]);
}

#[test]
fn an_old_one_that_stays_is_told() {
    let lost = RequestError::TimedOut { sent: true };
    for last in [Ok(Reply::new(403, "{}")), Err(lost)] {
        let _provider = Provider::playing_results([Ok(old()), Ok(created()), last]);
        let Err(Failure::Refused(reason)) = update(json!({"cron_expression": EARLY})) else {
            panic!("nobody was told")
        };
        assert!(reason.starts_with("{new} was created") && reason.contains("schedule_delete"), "{reason}");
    }
}

#[test]
fn an_old_one_that_is_gone_already_is_no_error() {
    let _provider = Provider::playing([old(), created(), Reply::new(404, "{}")]);
    assert!(update(json!({"cron_expression": EARLY})).is_ok());
}

#[test]
fn nothing_to_change_is_refused_before_anything_is_sent() {
    let provider = Provider::playing([]);
    let refusal = update(json!({}));
    assert!(matches!(refusal, Err(Failure::InvalidInput { path, .. }) if path == "/enabled"));
    assert!(provider.requests().is_empty());
}
