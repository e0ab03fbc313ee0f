//! Accounts over HTTP.

use reqwest::Method;
use serde_json::json;

use crate::inn::{CLIENT_SECRET, Inn, Reply};

async fn put(inn: &Inn, path: &str) -> Reply {
    Reply::of(inn.operate(Method::PUT, path)).await
}

#[tokio::test]
async fn an_identifier_is_decoded_once() {
    let inn = Inn::open().await;
    let reply = put(&inn, "/v1/connections/work/accounts/ada%40example.com%2Fteam%2525").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["identifier"], "ada@example.com/team%25");
}

#[tokio::test]
async fn making_an_account_twice_gives_the_same() {
    let inn = Inn::open().await;
    let first = put(&inn, "/v1/connections/work/accounts/ada").await.json();
    let again = put(&inn, "/v1/connections/work/accounts/ada").await;
    assert_eq!((again.status, &again.json()["id"]), (200, &first["id"]));
    assert_eq!(first["status"], "PENDING");
}

#[tokio::test]
async fn an_unknown_connection_is_not_found() {
    let inn = Inn::open().await;
    put(&inn, "/v1/connections/none/accounts/ada").await.problem(404, "NOT_FOUND");
}

#[tokio::test]
async fn accounts_are_listed_page_by_page() {
    let inn = Inn::open().await;
    for name in ["ada", "bob", "cid"] {
        put(&inn, &format!("/v1/connections/work/accounts/{name}")).await;
    }
    let first = inn.get("/v1/accounts?limit=2").await.json();
    assert_eq!(first["accounts"].as_array().unwrap().len(), 2);
    let cursor = first["next_cursor"].as_str().unwrap();
    let last = inn.get(&format!("/v1/accounts?limit=2&cursor={cursor}")).await.json();
    assert_eq!(last["accounts"].as_array().unwrap().len(), 1);
    assert!(last.get("next_cursor").is_none());
}

#[tokio::test]
async fn a_removed_account_is_gone() {
    let inn = Inn::open().await;
    let account = put(&inn, "/v1/connections/work/accounts/ada").await.json();
    let path = format!("/v1/accounts/{}", account["id"].as_str().unwrap());
    let removed = Reply::of(inn.operate(Method::DELETE, &path)).await;
    assert_eq!((removed.status, removed.body.as_str()), (204, ""));
    inn.get(&path).await.problem(404, "ACCOUNT_NOT_FOUND");
}

#[tokio::test]
async fn a_link_is_made_with_wishes_or_without_a_body() {
    let inn = Inn::open().await;
    let path = "/v1/connections/work/accounts/ada/links";
    let bare = Reply::of(inn.operate(Method::POST, path)).await;
    assert_eq!(bare.status, 201);
    assert!(bare.json()["link"].as_str().unwrap().starts_with(&format!("{}connect/", inn.url)));
    let refused = inn.post(path, json!({ "return_url": "https://elsewhere.example/" })).await;
    let problem = refused.problem(422, "BAD_INPUT");
    assert_eq!(problem["violations"][0]["path"], "/return_url");
}

#[tokio::test]
async fn a_made_up_verification_ticket_is_a_conflict() {
    let inn = Inn::open().await;
    let account = put(&inn, "/v1/connections/work/accounts/ada").await.json();
    let path = format!("/v1/accounts/{}/verify", account["id"].as_str().unwrap());
    inn.post(&path, json!({ "ticket": "made-up", "identifier": "ada" })).await.problem(409, "CONFLICT");
}

#[tokio::test]
async fn a_connection_shows_its_callback_and_never_its_secret() {
    let inn = Inn::open().await;
    let reply = inn.get("/v1/connections").await;
    let work =
        reply.json()["connections"].as_array().unwrap().iter().find(|one| one["name"] == "work").cloned();
    assert_eq!(work.unwrap()["callback_url"], format!("{}oauth/callback/work", inn.url));
    assert!(!reply.body.contains(CLIENT_SECRET));
}
