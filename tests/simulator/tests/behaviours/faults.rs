use std::time::{Duration, Instant};

use innkeeper_simulator::{Fault, Options, Simulator};
use reqwest::Method;
use serde_json::json;

use super::lab::{Lab, client, token_request};

const TIMEOUT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_fault_strikes_once_and_the_next_request_is_served() {
    let lab = Lab::start().await;
    lab.control().fail_next(Fault::Status(503));
    lab.control().fail_next(Fault::Timeout555);
    assert_eq!(lab.get("/user").await.status, 503);
    assert_eq!(lab.get("/user").await.status, 555);
    assert_eq!(lab.get("/user").await.status, 200);
}

#[tokio::test]
async fn a_fault_can_wait_for_its_path() {
    let lab = Lab::start().await;
    lab.control().fail_next_on("/user/emails", Fault::Status(500));
    assert_eq!(lab.get("/user").await.status, 200);
    assert_eq!(lab.get("/user/emails").await.status, 500);
}

#[tokio::test]
async fn an_html_404_is_long_and_tells_too_much() {
    let lab = Lab::start().await;
    lab.control().fail_next(Fault::Html404);
    let response = lab.request(Method::GET, "/user").send().await.unwrap();
    assert_eq!(response.status(), 404);
    let page = response.text().await.unwrap();
    assert!(page.len() > 25_000 && page.contains("webToken"));
}

#[tokio::test]
async fn too_many_requests_may_say_when_to_come_back() {
    let lab = Lab::start().await;
    for retry_after in [Some("7".to_owned()), Some("Wed, 21 Oct 2026 07:28:00 GMT".to_owned()), None] {
        lab.control().fail_next(Fault::Status429 { retry_after: retry_after.clone() });
        let response = lab.request(Method::GET, "/user").send().await.unwrap();
        assert_eq!(response.status(), 429);
        let told = response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(told, retry_after);
    }
}

#[tokio::test]
async fn a_broken_connection_has_done_its_work() {
    let lab = Lab::start().await;
    lab.control().fail_next(Fault::BreakConnection);
    let path = "/repositories/acme/infra/refs/branches";
    let request = lab.request(Method::POST, path).header("content-type", "application/json");
    let body = json!({"name": "lost-answer", "target": {"hash": "main"}}).to_string();
    assert!(request.body(body).send().await.is_err());
    assert_eq!(lab.get(path).await.json["size"], 2);
}

#[tokio::test]
async fn a_dripping_body_outlasts_its_reader() {
    let lab = Lab::start().await;
    lab.control().fail_next(Fault::DripBody);
    let response = lab.request(Method::GET, "/user").timeout(TIMEOUT).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_stalled_answer_comes_late_but_right() {
    let lab = Lab::start().await;
    lab.control().fail_next(Fault::Stall(TIMEOUT));
    let begun = Instant::now();
    assert_eq!(lab.get("/user").await.status, 200);
    assert!(begun.elapsed() >= TIMEOUT);
}

#[tokio::test]
async fn a_redirect_leads_where_it_is_told_to() {
    let lab = Lab::start().await;
    lab.control().fail_next(Fault::RedirectTo("http://127.0.0.1:9/elsewhere".to_owned()));
    let response = lab.request(Method::GET, "/user").send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["location"]),
        (302, &"http://127.0.0.1:9/elsewhere".parse().unwrap())
    );
}

#[tokio::test]
async fn the_token_endpoint_fails_without_touching_the_api() {
    let lab = Lab::start().await;
    lab.control().fail_next(Fault::TokenEndpoint500);
    assert_eq!(lab.get("/user").await.status, 200);
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let consumer = lab.simulator.default_consumer();
    assert_eq!(token_request(&lab.simulator, consumer, &pairs).await.status, 500);
    assert_eq!(token_request(&lab.simulator, consumer, &pairs).await.status, 400);
}

#[tokio::test]
async fn the_journal_keeps_requests_without_their_secrets() {
    let lab = Lab::start().await;
    lab.query("/repositories/acme", &[("sort", "-size")]).await;
    let seen = lab.control().api_requests();
    let request = seen.last().unwrap();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/2.0/repositories/acme"));
    assert_eq!(request.query, "sort=-size");
    assert!(request.has_header("Authorization") && request.header("authorization").is_none());
    assert!(!format!("{seen:?}").contains("Bearer"));
}

#[tokio::test]
async fn shutting_down_does_not_wait_for_a_stalled_request() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    simulator.control().fail_next(Fault::Stall(Duration::from_hours(1)));
    let url = format!("{}/user", simulator.api_base());
    let stalled = tokio::spawn(client().get(&url).send());
    while simulator.control().api_requests().is_empty() {
        tokio::task::yield_now().await;
    }
    tokio::time::timeout(Duration::from_secs(10), simulator.shutdown()).await.unwrap();
    assert!(stalled.await.unwrap().is_err());
    assert!(client().get(&url).send().await.is_err());
}

#[tokio::test]
async fn dropping_the_simulator_closes_its_connections() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let (client, url) = (client(), format!("{}/user", simulator.api_base()));
    assert_eq!(client.get(&url).send().await.unwrap().status(), 401);
    drop(simulator);
    while client.get(&url).send().await.is_ok() {
        tokio::task::yield_now().await;
    }
}
