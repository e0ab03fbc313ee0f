use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::lab::Lab;

const PIPELINES: &str = "/repositories/acme/payments-api/pipelines";

fn on_main() -> Value {
    json!({"target": {"type": "pipeline_ref_target", "ref_type": "branch", "ref_name": "main"}})
}

fn custom(pattern: &str) -> Value {
    let mut body = on_main();
    body["target"]["selector"] = json!({"type": "custom", "pattern": pattern});
    body
}

async fn step_states(lab: &Lab, build: u64) -> Vec<String> {
    let page = lab.get(&format!("{PIPELINES}/{build}/steps")).await.json;
    let state = |step: &Value| step["state"]["name"].as_str().unwrap().to_owned();
    page["values"].as_array().unwrap().iter().map(state).collect()
}

/// The path of the log of a run's only step.
async fn log_path(lab: &Lab, build: u64) -> String {
    let page = lab.get(&format!("{PIPELINES}/{build}/steps")).await.json;
    let uuid = page["values"][0]["uuid"].as_str().unwrap().replace('{', "%7B").replace('}', "%7D");
    format!("{PIPELINES}/{build}/steps/{uuid}/log")
}

async fn log(lab: &Lab, path: &str) -> Response {
    lab.request(Method::GET, path).header("accept", "*/*").send().await.unwrap()
}

#[tokio::test]
async fn steps_move_on_with_every_look() {
    let lab = Lab::start().await;
    let started = lab.post(PIPELINES, on_main()).await;
    assert_eq!((started.status, started.json["build_number"].as_u64()), (201, Some(2)));
    assert_eq!(started.json["state"]["name"], "PENDING");
    assert_eq!(step_states(&lab, 2).await, ["PENDING", "PENDING"]);
    assert_eq!(step_states(&lab, 2).await, ["IN_PROGRESS", "PENDING"]);
    assert_eq!(step_states(&lab, 2).await, ["COMPLETED", "IN_PROGRESS"]);
    assert_eq!(step_states(&lab, 2).await, ["COMPLETED", "COMPLETED"]);
    let run = lab.get(&format!("{PIPELINES}/2")).await.json;
    assert_eq!(run["state"]["result"]["name"], "SUCCESSFUL");
}

#[tokio::test]
async fn a_custom_pipeline_goes_by_its_name() {
    let lab = Lab::start().await;
    let started = lab.post(PIPELINES, custom("deploy-to-staging")).await;
    assert_eq!(started.json["target"]["selector"]["pattern"], "deploy-to-staging");
    assert_eq!(lab.post(PIPELINES, custom("no-such")).await.status, 400);
}

#[tokio::test]
async fn a_bare_commit_needs_a_selector() {
    let lab = Lab::start().await;
    let target = json!({"type": "pipeline_commit_target", "commit": {"type": "commit", "hash": "main"}});
    let answer = lab.post(PIPELINES, json!({ "target": target })).await;
    assert_eq!(answer.status, 400);
    assert!(answer.json["error"]["fields"].get("target.selector").is_some());
}

#[tokio::test]
async fn a_secured_variable_is_not_shown_again() {
    let lab = Lab::start().await;
    let mut body = on_main();
    body["variables"] = json!([{"key": "A", "value": "1"}, {"key": "B", "value": "hidden", "secured": true}]);
    let variables = lab.post(PIPELINES, body).await.json["variables"].clone();
    assert_eq!(variables[0]["value"], "1");
    assert!(variables[1].get("value").is_none());
}

#[tokio::test]
async fn a_running_log_is_answered_here_and_an_unbegun_one_not_at_all() {
    let lab = Lab::start().await;
    lab.post(PIPELINES, custom("deploy-to-staging")).await;
    let path = log_path(&lab, 2).await;
    assert_eq!(log(&lab, &path).await.status(), 404);
    step_states(&lab, 2).await;
    let running = log(&lab, &path).await;
    assert_eq!(running.status(), 200);
    assert_eq!(running.text().await.unwrap(), "+ ./ci/deploy.sh staging\n");
}

#[tokio::test]
async fn a_finished_log_lies_at_another_origin_which_refuses_tokens() {
    let lab = Lab::start().await;
    let path = log_path(&lab, 1).await;
    let redirect = log(&lab, &path).await;
    assert_eq!(redirect.status(), 307);
    let location = redirect.headers()["location"].to_str().unwrap().to_owned();
    assert!(location.starts_with(lab.simulator.storage_origin()));
    assert_ne!(lab.simulator.origin(), lab.simulator.storage_origin());

    assert_eq!(lab.client.get(&location).bearer_auth("token").send().await.unwrap().status(), 400);
    let text = lab.client.get(&location).send().await.unwrap().text().await.unwrap();
    assert!(text.ends_with("expected 10.00, got 9.99\n"));
    let seen = lab.control().storage_requests();
    let carried: Vec<bool> = seen.iter().map(|request| request.has_header("authorization")).collect();
    assert_eq!(carried, [true, false]);

    let unsigned = location.split('?').next().unwrap().to_owned();
    assert_eq!(lab.client.get(unsigned).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_finished_log_can_be_read_in_parts() {
    let lab = Lab::start().await;
    let path = log_path(&lab, 1).await;
    let location = log(&lab, &path).await.headers()["location"].to_str().unwrap().to_owned();
    let read = |range: &'static str| lab.client.get(&location).header("range", range).send();

    let part = read("bytes=0-10").await.unwrap();
    assert_eq!(part.status(), 206);
    assert!(part.headers()["content-range"].to_str().unwrap().starts_with("bytes 0-10/"));
    assert_eq!(part.text().await.unwrap(), "+ ./ci/regr");
    assert_eq!(read("bytes=99999999-").await.unwrap().status(), 416);

    let tag = read("bytes=0-0").await.unwrap().headers()["etag"].clone();
    let unchanged = lab.client.get(&location).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(unchanged.status(), 304);
}

#[tokio::test]
async fn a_log_is_neither_json_nor_text() {
    let lab = Lab::start().await;
    let path = log_path(&lab, 1).await;
    for accept in ["application/json", "text/plain"] {
        let response = lab.request(Method::GET, &path).header("accept", accept).send().await.unwrap();
        assert_eq!(response.status(), 406, "{accept}");
    }
}
