//! Refresh: however many need it, it happens once; and what its failure says about the account.

use std::time::Duration;

use innkeeper_simulator::Fault;
use innkeeper_tests::{House, Reply};
use serde_json::json;

async fn connected() -> House {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    house
}

async fn call(house: &House) -> Reply {
    house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap()
}

async fn status(house: &House) -> String {
    house.account("alice").await.unwrap()["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_hundred_calls_refresh_an_expired_token_once() {
    let house = connected().await;
    let control = house.simulator.control();
    let before = control.token_requests();
    control.expire_access_tokens();
    let replies = futures_util::future::join_all((0..100).map(|_| call(&house))).await;
    let statuses: Vec<u16> =
        replies.iter().map(|reply| reply.status).filter(|status| *status != 200).collect();
    assert_eq!(statuses, [0; 0], "some failed");
    assert_eq!(control.token_requests(), before + 1);
}

#[tokio::test]
async fn a_token_that_ran_out_costs_one_more_request() {
    let house = connected().await;
    let control = house.simulator.control();
    let (tokens, sent) = (control.token_requests(), control.api_requests().len());
    control.advance_clock(Duration::from_hours(3));
    let reply = call(&house).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.json()["meta"]["requests"], 2, "the refused one and the good one");
    assert_eq!(control.token_requests(), tokens + 1);
    assert_eq!(control.api_requests().len(), sent + 2);
    call(&house).await;
    assert_eq!(control.token_requests(), tokens + 1, "the new token is used on");
}

#[tokio::test]
async fn a_write_whose_token_ran_out_is_done_once() {
    let house = connected().await;
    house.simulator.control().expire_access_tokens();
    let input =
        json!({ "workspace": "acme", "repo_slug": "website", "name": "feature/x", "target_hash": "main" });
    let reply = house.invoke("alice", "bitbucket_branch_create", input).await.unwrap();
    assert_eq!((reply.status, &reply.data()["name"]), (200, &json!("feature/x")), "{}", reply.text);
}

#[tokio::test]
async fn a_token_that_is_refused_twice_ends_in_a_link() {
    let house = connected().await;
    let control = house.simulator.control();
    let before = control.token_requests();
    control.fail_next(Fault::Status(401));
    control.fail_next(Fault::Status(401));
    let reply = call(&house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (409, "REAUTH_REQUIRED"), "{}", reply.text);
    assert!(reply.json()["connect_url"].is_string(), "{}", reply.text);
    assert_eq!(control.token_requests(), before + 1, "it was refreshed more than once");
    assert_eq!(call(&house).await.status, 200);
}

#[tokio::test]
async fn a_withdrawn_grant_ends_the_account_and_gives_a_link() {
    let house = connected().await;
    house.simulator.control().revoke_grants("alice").unwrap();
    let reply = call(&house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (409, "REAUTH_REQUIRED"), "{}", reply.text);
    let link = reply.json()["connect_url"].as_str().unwrap().parse().unwrap();
    assert_eq!(status(&house).await, "REVOKED");

    let asked = house.simulator.control().token_requests();
    let again = call(&house).await;
    assert_eq!((again.status, again.kind().as_str()), (409, "AUTH_REQUIRED"), "{}", again.text);
    assert!(again.detail().contains("REVOKED") && again.detail().contains("withdrawn"), "{}", again.text);
    assert_eq!(house.simulator.control().token_requests(), asked, "the dead grant was tried again");

    let page = house.consent(&mut innkeeper_tests::Browser::new().unwrap(), &link).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!((status(&house).await.as_str(), call(&house).await.status), ("ACTIVE", 200));
}

#[tokio::test]
async fn a_token_endpoint_that_fails_says_nothing_about_the_account() {
    let house = connected().await;
    let control = house.simulator.control();
    control.expire_access_tokens();
    control.fail_next(Fault::TokenEndpoint500);
    let reply = call(&house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (502, "UPSTREAM_SERVER"), "{}", reply.text);
    let problem = reply.json();
    assert_eq!((&problem["can_retry"], &problem["upstream_status"]), (&json!(true), &json!(500)));
    assert!(problem.get("connect_url").is_none(), "{problem}");
    assert_eq!(status(&house).await, "ACTIVE");
    assert_eq!(call(&house).await.status, 200);
}

#[tokio::test]
async fn a_consumer_with_a_new_secret_is_the_operators_business() {
    let house = connected().await;
    let control = house.simulator.control();
    let connection = house.get("/v1/connections/bitbucket").await.unwrap().json();
    assert_eq!(connection["health"], "healthy");
    control.rotate_secret(connection["client_id"].as_str().unwrap()).unwrap();
    assert_eq!(call(&house).await.status, 200, "the access token is good for a while yet");
    control.expire_access_tokens();
    let reply = call(&house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (503, "CONNECTION_UNHEALTHY"), "{}", reply.text);
    assert!(reply.detail().contains("\"bitbucket\"") && reply.detail().contains("secret"), "{}", reply.text);
    assert!(reply.json().get("connect_url").is_none(), "{}", reply.text);
    assert_eq!(status(&house).await, "ACTIVE");
    let health = house.get("/v1/connections/bitbucket").await.unwrap().json()["health"].clone();
    assert!(health.as_str().unwrap().contains("invalid_client"), "{health}");
}
