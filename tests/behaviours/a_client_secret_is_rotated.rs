//! A provider changes a consumer's secret, and nobody has to consent anew or is turned away in between.

use innkeeper::{Secret, SecretSource, Settings};
use innkeeper_simulator::Consumer;
use innkeeper_tests::{House, Reply};
use serde_json::{Value, json};

async fn connected() -> House {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    house
}

/// A call whose access token has run out.
async fn refreshed(house: &House) -> Reply {
    house.simulator.control().expire_access_tokens();
    house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap()
}

/// How many token requests a call costs whose access token has run out.
async fn cost(house: &House) -> u64 {
    let before = house.simulator.control().token_requests();
    let reply = refreshed(house).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    house.simulator.control().token_requests() - before
}

async fn connection(house: &House) -> Value {
    house.get("/v1/connections/bitbucket").await.unwrap().json()
}

/// The host with these secrets.
fn with(current: &str, previous: Option<&str>) -> impl FnOnce(&mut Settings) {
    let source = |text: &str| SecretSource::Given(Secret::new(text.to_owned()));
    let (current, previous) = (source(current), previous.map(source));
    move |settings| {
        settings.connections[0].client_secret = current;
        settings.connections[0].previous_client_secret = previous;
    }
}

#[tokio::test]
async fn two_secrets_live_side_by_side_until_the_older_one_is_dropped() {
    let house = connected().await;
    let old: Consumer = house.consumer.clone();
    let new = house.simulator.control().begin_secret_rotation(&old.key).unwrap();
    assert_ne!(old.secret, new.secret);
    assert_eq!(cost(&house).await, 1, "the host with the old secret goes on");

    let house = house.restart(with(&new.secret, Some(&old.secret))).await.unwrap();
    assert_eq!(cost(&house).await, 1, "the newer one is tried first");
    assert_eq!(connection(&house).await["client_secret_version"], "current");
    house.simulator.control().end_secret_rotation(&old.key).unwrap();
    assert_eq!(cost(&house).await, 1);
    let shown = connection(&house).await;
    assert_eq!((&shown["client_secret_version"], &shown["health"]), (&json!("current"), &json!("healthy")));
    for secret in [&old.secret, &new.secret] {
        assert!(!shown.to_string().contains(secret.as_str()), "a secret is shown");
    }
}

#[tokio::test]
async fn a_host_that_is_told_too_early_pays_one_request_once_each_way() {
    let house = connected().await;
    let key = house.consumer.key.clone();
    let (known, soon) = (house.consumer.secret.clone(), "the-secret-that-comes-soon");
    let house = house.restart(with(soon, Some(&known))).await.unwrap();
    assert_eq!(connection(&house).await["client_secret_version"], "current", "nobody was asked yet");
    assert_eq!([cost(&house).await, cost(&house).await, cost(&house).await], [2, 1, 1]);
    assert_eq!(connection(&house).await["client_secret_version"], "previous");
    // Consent goes the same way: the code is not used up by the try.
    house.connect("bob").await.unwrap();

    let newest = house.simulator.control().rotate_secret(&key).unwrap();
    let house = house.restart(with(&newest.secret, Some(&known))).await.unwrap();
    assert_eq!([cost(&house).await, cost(&house).await], [1, 1]);
    let house = house.restart(with("wrong", Some(&newest.secret))).await.unwrap();
    house.connect("carol").await.unwrap();
    assert_eq!(connection(&house).await["client_secret_version"], "previous");
    assert_eq!(cost(&house).await, 1, "consent has learned which one works");
}

#[tokio::test]
async fn the_connection_is_unhealthy_when_both_are_refused_and_the_account_stays() {
    let house = connected().await;
    let old = house.consumer.clone();
    let right = house.simulator.control().rotate_secret(&old.key).unwrap();
    let house = house.restart(with("wrong-too", Some(&old.secret))).await.unwrap();
    let before = house.simulator.control().token_requests();
    let reply = refreshed(&house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (503, "CONNECTION_UNHEALTHY"), "{}", reply.text);
    assert_eq!(house.simulator.control().token_requests() - before, 2, "both were tried");
    assert_eq!(house.account("alice").await.unwrap()["status"], "ACTIVE");
    assert!(connection(&house).await["health"].as_str().unwrap().contains("invalid_client"));

    let house = house.restart(with(&right.secret, None)).await.unwrap();
    assert_eq!(cost(&house).await, 1, "the refresh token was not used up by the refusals");
    assert_eq!(connection(&house).await["health"], "healthy");
}
