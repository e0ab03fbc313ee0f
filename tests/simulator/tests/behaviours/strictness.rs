use innkeeper_simulator::Scope;
use reqwest::Method;
use serde_json::json;

use super::lab::{Lab, read};

const BRANCHES: &str = "/repositories/acme/website/refs/branches";

#[tokio::test]
async fn an_unknown_query_name_is_refused_by_name() {
    let lab = Lab::start().await;
    let answer = lab.get("/repositories/acme?nmae=x").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json["type"], "error");
    assert!(answer.json["error"]["fields"].get("nmae").is_some());
}

#[tokio::test]
async fn an_unknown_body_property_is_refused_by_path() {
    let lab = Lab::start().await;
    let answer = lab.post(BRANCHES, json!({"name": "b", "target": {"hash": "main", "force": true}})).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json["error"]["fields"]["target.force"], json!(["extra keys not allowed"]));
}

#[tokio::test]
async fn a_missing_or_misshapen_property_is_refused_by_path() {
    let lab = Lab::start().await;
    let fields = lab.post(BRANCHES, json!({"name": 7, "target": {}})).await.json["error"]["fields"].clone();
    assert_eq!(fields["target.hash"], json!(["required key not provided"]));
    assert_eq!(fields["name"], json!(["expected a string"]));
}

#[tokio::test]
async fn a_null_is_not_the_same_as_absent() {
    let lab = Lab::start().await;
    let path = "/repositories/acme/website/pullrequests/1/merge";
    assert_eq!(lab.post(path, json!({"message": null})).await.status, 400);
}

#[tokio::test]
async fn a_write_needs_a_length_and_then_a_body() {
    let lab = Lab::start().await;
    let path = "/repositories/acme/website/pullrequests/1/merge";
    let empty = || lab.request(Method::POST, path).header("content-type", "application/json");
    assert_eq!(read(empty().send().await.unwrap()).await.status, 411);
    assert_eq!(read(empty().header("content-length", "0").send().await.unwrap()).await.status, 400);
    assert_eq!(read(empty().body("{}").send().await.unwrap()).await.status, 200);
}

#[tokio::test]
async fn an_unknown_path_and_an_unknown_method_are_errors_in_json() {
    let lab = Lab::start().await;
    let answer = lab.get("/repositories/acme/website/nothing/here").await;
    assert_eq!((answer.status, answer.json["type"].as_str()), (404, Some("error")));
    let deletion = read(lab.request(Method::DELETE, "/user").send().await.unwrap()).await;
    assert_eq!((deletion.status, deletion.json["type"].as_str()), (405, Some("error")));
}

#[tokio::test]
async fn a_short_scope_is_told_with_what_is_needed_and_what_is_there() {
    let lab = Lab::start_as("alice", &[Scope::Repository]).await;
    let answer = lab.post(BRANCHES, json!({"name": "b", "target": {"hash": "main"}})).await;
    assert_eq!(answer.status, 403);
    let error = &answer.json["error"];
    assert_eq!(error["message"], "Your credentials lack one or more required privilege scopes.");
    assert_eq!(error["detail"], json!({"required": ["repository:write"], "granted": ["repository"]}));
}

#[tokio::test]
async fn an_implied_scope_is_enough() {
    let lab = Lab::start_as("alice", &[Scope::PullrequestWrite]).await;
    let created = lab.post(BRANCHES, json!({"name": "b", "target": {"hash": "main"}})).await;
    assert_eq!(created.status, 201);
}

#[tokio::test]
async fn headers_tell_the_scopes_and_nothing_of_limits() {
    let lab = Lab::start_as("alice", &[Scope::Account, Scope::Email]).await;
    let response = lab.request(Method::GET, "/user").send().await.unwrap();
    let headers = response.headers();
    assert_eq!(headers["x-oauth-scopes"], "account, email");
    assert_eq!(headers["x-accepted-oauth-scopes"], "account");
    assert!(headers.keys().all(|name| !name.as_str().starts_with("x-ratelimit")));
}

#[tokio::test]
async fn only_a_bearer_header_is_taken() {
    let lab = Lab::start().await;
    let url = format!("{}/user", lab.simulator.api_base());
    let without = read(lab.client.get(&url).send().await.unwrap()).await;
    let basic =
        read(lab.client.get(&url).basic_auth("alice", Some("app-password")).send().await.unwrap()).await;
    let guessed = read(lab.client.get(&url).bearer_auth("guess").send().await.unwrap()).await;
    assert_eq!([without.status, basic.status, guessed.status], [401; 3]);
}

#[tokio::test]
async fn what_one_may_not_see_is_not_there() {
    let bob = Lab::start_as("bob", &Scope::ALL).await;
    let hidden = bob.get("/repositories/globex/reactor").await;
    let absent = bob.get("/repositories/acme/no-such").await;
    assert_eq!([hidden.status, absent.status], [404; 2]);
    assert_eq!(bob.get("/workspaces/globex").await.status, 404);
    assert_eq!(bob.get("/repositories/globex").await.status, 404);
}

#[tokio::test]
async fn removed_lists_say_which_change_took_them() {
    let lab = Lab::start().await;
    let answer = lab.get("/user/permissions/workspaces").await;
    assert_eq!(answer.status, 410);
    assert!(answer.json["error"]["message"].as_str().unwrap().contains("CHANGE-2770"));
}
