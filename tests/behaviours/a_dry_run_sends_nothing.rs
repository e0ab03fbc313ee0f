//! `dry_run`: the guest runs, every decision is made, and what would be sent is the answer.

use innkeeper_tests::{House, Reply};
use serde_json::{Value, json};

async fn plan(house: &House, tool: &str, mut input: Value) -> Reply {
    input["workspace"] = json!("acme");
    let sent = house.simulator.control().api_requests().len();
    let call = json!({ "tool": tool, "identifier": "alice", "input": input, "dry_run": true });
    let reply = house.post("/v1/invoke", call).await.unwrap();
    assert_eq!(house.simulator.control().api_requests().len(), sent, "it left the host: {}", reply.text);
    reply
}

#[tokio::test]
async fn a_write_is_shown_with_its_method_url_and_body() {
    let house = House::pinned_to("acme").await.unwrap();
    let input = json!({ "repo_slug": "website", "name": "feature/x y", "target_hash": "main" });
    let reply = plan(&house, "bitbucket_branch_create", input).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let url = format!("{}/repositories/acme/website/refs/branches", house.simulator.api_base());
    let (shown, body) = (reply.data(), json!({ "name": "feature/x y", "target": { "hash": "main" } }));
    assert_eq!((&shown["method"], &shown["url"], &shown["body"]), (&json!("POST"), &json!(url), &body));
    assert_eq!(shown["requests"].as_array().unwrap().len(), 1);
    assert_eq!(reply.json()["meta"]["dry_run"], true);
    assert_eq!(reply.json()["meta"]["requests"], 0);
    assert!(!reply.text.contains("Bearer"), "{}", reply.text);
}

#[tokio::test]
async fn what_is_looked_up_first_is_shown_before_what_the_call_is_about() {
    let house = House::pinned_to("acme").await.unwrap();
    let input = json!({ "repo_slug": "website", "description": "Another" });
    let shown = plan(&house, "bitbucket_repository_update", input).await.data();
    let methods: Vec<&Value> =
        shown["requests"].as_array().unwrap().iter().map(|request| &request["method"]).collect();
    assert_eq!(methods, ["GET", "PUT"]);
    assert_eq!((&shown["method"], &shown["body"]), (&json!("PUT"), &json!({ "description": "Another" })));
}

#[tokio::test]
async fn a_file_is_told_by_its_length_and_a_read_has_no_body() {
    let house = House::pinned_to("acme").await.unwrap();
    let upload = json!({ "repo_slug": "website", "filename": "a.txt", "content": "hello" });
    let shown = plan(&house, "bitbucket_download_upload", upload).await.data();
    assert_eq!(shown["body"]["parts"][0], json!({ "name": "files", "filename": "a.txt", "bytes": 5 }));
    let shown = plan(&house, "bitbucket_repositories_list", json!({ "q": "name ~ \"a&b\"" })).await.data();
    assert_eq!((shown.get("body"), &shown["method"]), (None, &json!("GET")));
    assert!(
        shown["url"].as_str().unwrap().ends_with("/repositories/acme?q=name%20~%20%22a%26b%22"),
        "{shown}"
    );
}

#[tokio::test]
async fn what_would_be_refused_is_refused() {
    let house = House::pinned_to("acme").await.unwrap();
    let fork = json!({ "repo_slug": "website", "workspace_destination": "globex" });
    let reply = plan(&house, "bitbucket_repository_fork", fork).await;
    assert_eq!((reply.status, reply.kind().as_str()), (403, "POLICY_DENIED"), "{}", reply.text);
    let reply = plan(&house, "bitbucket_branch_create", json!({ "repo_slug": "website" })).await;
    assert_eq!((reply.status, reply.kind().as_str()), (422, "BAD_INPUT"), "{}", reply.text);
}

#[tokio::test]
async fn it_is_on_record_as_one() {
    let house = House::pinned_to("acme").await.unwrap();
    let input = json!({ "repo_slug": "website", "name": "x", "target_hash": "main" });
    let id = plan(&house, "bitbucket_branch_create", input).await.json()["execution_id"].clone();
    let audit = house.get("/v1/audit?limit=500").await.unwrap().json();
    let records = audit["records"].as_array().unwrap();
    let record = records.iter().find(|record| record["execution_id"] == id).unwrap();
    assert_eq!((&record["dry_run"], &record["requests"]), (&json!(true), &json!(0)));
}
