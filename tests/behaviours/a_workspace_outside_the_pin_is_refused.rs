//! The pin: which workspaces an account's calls may touch, wherever a request names one.

use innkeeper_tests::House;
use reqwest::Method;
use serde_json::{Value, json};

async fn refused(house: &House, tool: &str, input: Value) -> Value {
    let before = house.simulator.control().api_requests().len();
    let reply = house.invoke("alice", tool, input.clone()).await.unwrap();
    assert_eq!((reply.status, reply.kind().as_str()), (403, "POLICY_DENIED"), "{input}: {}", reply.text);
    assert_eq!(house.simulator.control().api_requests().len(), before, "{input} left the host");
    reply.json()
}

#[tokio::test]
async fn another_workspace_is_refused_before_anything_is_sent() {
    let house = House::pinned_to("acme").await.unwrap();
    let problem = refused(&house, "bitbucket_repositories_list", json!({ "workspace": "globex" })).await;
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("globex") && detail.contains("bitbucket_repositories_list"), "{detail}");
    assert_eq!(problem["layer"], "workspace-pin");
}

#[tokio::test]
async fn no_spelling_of_another_workspace_gets_through() {
    let house = House::pinned_to("acme").await.unwrap();
    for spelling in
        ["GLOBEX", "globex ", "{}", "acme/../globex", "acme/globex", "%67lobex", "acme%2F..%2Fglobex", "*"]
    {
        refused(&house, "bitbucket_repositories_list", json!({ "workspace": spelling })).await;
    }
}

#[tokio::test]
async fn a_uuid_is_the_same_workspace_as_its_slug() {
    let house = House::pinned_to("acme").await.unwrap();
    let own = uuid_of(&house, "acme").await;
    let reply =
        house.invoke("alice", "bitbucket_repositories_list", json!({ "workspace": own })).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    let others = uuid_of(&house, "globex").await;
    refused(&house, "bitbucket_repositories_list", json!({ "workspace": others })).await;
}

#[tokio::test]
async fn a_workspace_in_the_body_is_held_against_the_pin() {
    let house = House::pinned_to("acme").await.unwrap();
    let input = json!({
        "workspace": "acme", "repo_slug": "website", "title": "x",
        "source_branch": "main", "source_repository": "globex/reactor",
    });
    refused(&house, "bitbucket_pull_request_create", input).await;
}

#[tokio::test]
async fn a_pin_is_narrowed_and_never_widened() {
    let house = House::pinned_to("acme").await.unwrap();
    let account = house.account("alice").await.unwrap();
    let path = format!("/v1/accounts/{}", account["id"].as_str().unwrap());
    let operator = house.key(json!({ "role": "operator", "name": "test" })).await.unwrap();
    for workspaces in [json!(["acme", "globex"]), json!(["elsewhere"])] {
        let body = Some(json!({ "workspaces": workspaces }));
        let reply = house.request(Method::PATCH, &path, &operator, body).await.unwrap();
        assert_eq!(reply.kind(), "BAD_INPUT", "{}", reply.text);
    }
    assert_eq!(house.account("alice").await.unwrap()["workspaces"]["allowed"], json!(["acme"]));
}

/// As the provider gives it, with braces.
async fn uuid_of(house: &House, slug: &str) -> String {
    let control = house.simulator.control();
    let token = control.issue_tokens("alice", &house.simulator.default_consumer().key).unwrap().access_token;
    let url = format!("{}/workspaces/{slug}", house.simulator.api_base());
    let request = reqwest::Client::new().get(url).header("authorization", format!("Bearer {token}"));
    let body: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
    body["uuid"].as_str().unwrap().to_owned()
}
