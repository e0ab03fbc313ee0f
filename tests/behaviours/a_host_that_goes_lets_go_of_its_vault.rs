//! The next host gets in soon, whatever the last one was waiting for; and nothing that was paid for is lost.

use std::time::{Duration, Instant};

use innkeeper::{IdentityEntry, InvokeRequest};
use innkeeper_simulator::Fault;
use innkeeper_tests::{House, Issuer, Mood, SigningKey, eventually};
use jsonwebtoken::Algorithm;
use serde_json::json;

#[tokio::test]
async fn an_issuer_that_does_not_answer_holds_up_nobody() {
    let key = SigningKey::generate("one", Algorithm::EdDSA).unwrap();
    let issuer = Issuer::start(&[&key], Mood::Silent).await.unwrap();
    let entry: IdentityEntry = serde_json::from_value(json!({
        "name": "corp", "issuer": issuer.url, "audience": "innkeeper", "roles": { "platform": "operator" },
    }))
    .unwrap();
    let house = House::open().await.unwrap();
    let house = house.restart(|settings| settings.identities.push(entry)).await.unwrap();
    eventually(async || Ok(issuer.asked() == 1)).await.unwrap();
    let began = Instant::now();
    let closed = house.close().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(4), "an issuer is waited for five seconds long");
    let house = closed.open(|settings| settings.identities.clear()).await.unwrap();
    assert_eq!(house.get("/healthz").await.unwrap().status, 200);
}

#[tokio::test]
async fn a_refresh_that_is_under_way_is_stored_first() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
    let caller = house.host.authenticate(&key).await.unwrap();
    let control = house.simulator.control();
    let asked = control.token_requests();
    control.expire_access_tokens();
    control.fail_next_on("/access_token", Fault::Stall(Duration::from_secs(2)));
    let request = InvokeRequest {
        tool: "bitbucket_user_get".to_owned(),
        identifier: Some("alice".to_owned()),
        input: json!({}),
        ..InvokeRequest::default()
    };
    let host = house.host.clone();
    let call = tokio::spawn(async move { host.invoke(&caller, request).await });
    eventually(async || Ok(control.token_requests() == asked + 1)).await.unwrap();
    // Whoever wanted the token has gone; the provider is about to give it.
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    let house = house.restart(|_| {}).await.unwrap();
    let reply = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!((reply.status, &reply.json()["meta"]["requests"]), (200, &json!(1)), "{}", reply.text);
    assert_eq!(house.simulator.control().token_requests(), asked + 1, "the token that came was thrown away");
}
