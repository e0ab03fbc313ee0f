//! `POST /oauth/token`: a key's two halves become a bearer that lives shortly.

use std::num::NonZeroU32;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::inn::{Inn, KEY, Reply};

const FORM: &str = "application/x-www-form-urlencoded";

fn ask(inn: &Inn, body: &str) -> RequestBuilder {
    inn.ask(Method::POST, "/oauth/token").header("content-type", FORM).body(body.to_owned())
}

async fn exchange(inn: &Inn, id: &str, secret: &str) -> Reply {
    let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    Reply::of(ask(inn, &body)).await
}

async fn key(inn: &Inn, role: &str) -> Value {
    let made = inn.post("/v1/keys", json!({ "role": role, "name": "client" })).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()
}

fn halves(key: &Value) -> (&str, &str) {
    (key["client_id"].as_str().unwrap(), key["client_secret"].as_str().unwrap())
}

/// Asserts that this is an error of the protocol's own form.
fn refused(reply: &Reply, status: u16, error: &str) {
    assert_eq!(reply.status, status, "{}", reply.body);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.json()["error"], error, "{}", reply.body);
    let said = reply.json()["error_description"].as_str().unwrap().to_owned();
    assert!(!said.contains(['"', '\\']) && said.is_ascii(), "{said}");
    assert_eq!(reply.header("www-authenticate").starts_with("Basic "), status == 401);
}

async fn status_of(inn: &Inn, bearer: &str, path: &str) -> u16 {
    Reply::of(inn.ask(Method::GET, path).bearer_auth(bearer)).await.status
}

#[tokio::test]
async fn the_halves_of_a_key_are_the_key() {
    let inn = Inn::open().await;
    let made = key(&inn, "agent").await;
    let (id, secret) = halves(&made);
    assert_eq!(made["key"], format!("{id}_{secret}"));
    assert_eq!(id, format!("ik_{}", made["id"].as_str().unwrap()));
    let listed = inn.get("/v1/keys").await;
    assert!(!listed.body.contains(secret) && !listed.body.contains("client_secret"));
}

#[tokio::test]
async fn a_bearer_has_the_rights_of_its_key_and_ends_with_it() {
    let inn = Inn::open().await;
    let made = key(&inn, "agent").await;
    let (id, secret) = halves(&made);
    let reply = exchange(&inn, id, secret).await;
    assert_eq!(
        (reply.status, reply.header("cache-control"), reply.header("pragma")),
        (200, "no-store", "no-cache")
    );
    let granted = reply.json();
    assert_eq!(granted.as_object().unwrap().len(), 3, "{granted}");
    assert_eq!((&granted["token_type"], &granted["expires_in"]), (&json!("Bearer"), &json!(3600)));
    let bearer = granted["access_token"].as_str().unwrap();
    assert!(bearer.starts_with("ia_") && !bearer.contains(secret));
    assert_eq!(status_of(&inn, bearer, "/v1/tools").await, 200);
    assert_eq!(status_of(&inn, bearer, "/v1/keys").await, 403, "an agent's bearer lists keys");

    let operator = key(&inn, "operator").await;
    let (id_of_operator, secret_of_operator) = halves(&operator);
    let other = exchange(&inn, id_of_operator, secret_of_operator).await.json();
    assert_eq!(status_of(&inn, other["access_token"].as_str().unwrap(), "/v1/keys").await, 200);

    let path = format!("/v1/keys/{}", made["id"].as_str().unwrap());
    assert_eq!(Reply::of(inn.operate(Method::DELETE, &path)).await.status, 204);
    assert_eq!(status_of(&inn, bearer, "/v1/tools").await, 401);
    refused(&exchange(&inn, id, secret).await, 401, "invalid_client");
}

#[tokio::test]
async fn a_bearer_that_was_changed_is_none() {
    let inn = Inn::open().await;
    let (made, other) = (key(&inn, "agent").await, key(&inn, "operator").await);
    let (id, secret) = halves(&made);
    let bearer = exchange(&inn, id, secret).await.json()["access_token"].as_str().unwrap().to_owned();
    let parts: Vec<&str> = bearer.split('_').collect();
    let [_, key_id, ends, mac] = parts[..] else { panic!("not three parts") };
    let later = i64::from_str_radix(ends, 16).unwrap() + 1;
    let flipped = if mac.starts_with('0') { "1" } else { "0" };
    for changed in [
        format!("ia_{key_id}_{later:x}_{mac}"),
        format!("ia_{}_{ends}_{mac}", other["id"].as_str().unwrap()),
        format!("ia_{key_id}_{ends}_{flipped}{}", &mac[1..]),
        format!("ia_{key_id}_{ends}_{}", &mac[2..]),
        format!("ik_{key_id}_{mac}"),
        format!("{bearer}_"),
    ] {
        assert_eq!(status_of(&inn, &changed, "/v1/tools").await, 401, "{changed}");
    }
    assert_eq!(status_of(&inn, &bearer, "/v1/tools").await, 200);
}

#[tokio::test]
async fn a_bearer_ends_when_it_said() {
    let inn = Inn::with(|settings| settings.server.access_token_ttl_s = NonZeroU32::MIN).await;
    let made = key(&inn, "agent").await;
    let (id, secret) = halves(&made);
    let granted = exchange(&inn, id, secret).await.json();
    assert_eq!(granted["expires_in"], 1);
    let bearer = granted["access_token"].as_str().unwrap();
    let ended = tokio::time::timeout(std::time::Duration::from_secs(10), async {
        while status_of(&inn, bearer, "/v1/tools").await != 401 {}
    });
    assert!(ended.await.is_ok(), "it lives on");
    assert_eq!(exchange(&inn, id, secret).await.status, 200, "the key itself lives on");
}

#[tokio::test]
async fn credentials_come_in_the_header_or_in_the_body() {
    let inn = Inn::open().await;
    let made = key(&inn, "agent").await;
    let (id, secret) = halves(&made);
    let bare = made["id"].as_str().unwrap();
    assert_eq!(exchange(&inn, bare, secret).await.status, 200, "the id without its prefix");

    let grant = "grant_type=client_credentials";
    let with = |user: String, body: &str| {
        ask(&inn, body).header("authorization", format!("Basic {}", STANDARD.encode(user)))
    };
    assert_eq!(Reply::of(with(format!("{id}:{secret}"), grant)).await.status, 200);
    let encoded = format!("{}:{}", id.replace('_', "%5F"), secret.replace('-', "%2D"));
    assert_eq!(Reply::of(with(encoded, grant)).await.status, 200);

    let doubled = format!("{grant}&client_id={id}&client_secret={secret}");
    refused(&Reply::of(with(format!("{id}:{secret}"), &doubled)).await, 400, "invalid_request");
    let twice = format!("{grant}&client_id={id}&client_id={id}&client_secret={secret}");
    refused(&Reply::of(ask(&inn, &twice)).await, 400, "invalid_request");
}

#[tokio::test]
async fn nobody_learns_which_half_is_wrong() {
    let inn = Inn::open().await;
    let (made, other) = (key(&inn, "agent").await, key(&inn, "agent").await);
    let ((id, secret), (_, other_secret)) = (halves(&made), halves(&other));
    let mut said = Vec::new();
    for (id, secret) in [
        (id, other_secret),
        (id, "nothing"),
        ("ik_0123456789ab", secret),
        ("ik_..%2F..", secret),
        ("ik", "the_operators_key"),
        (made["key"].as_str().unwrap(), secret),
        (id, made["key"].as_str().unwrap()),
    ] {
        let reply = exchange(&inn, id, secret).await;
        refused(&reply, 401, "invalid_client");
        said.push(reply.body);
    }
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("bootstrap key"), "{said:?}");
}

#[tokio::test]
async fn the_bootstrap_key_sessions_and_bearers_are_not_exchanged() {
    let inn = Inn::open().await;
    let (first, second) = KEY.split_once('-').unwrap();
    refused(&exchange(&inn, first, second).await, 401, "invalid_client");
    refused(&exchange(&inn, KEY, KEY).await, 401, "invalid_client");

    let opened = inn.post("/v1/session-tokens", json!({ "identifier": "ada", "ttl_s": 60 })).await.json();
    let token = opened["token"].as_str().unwrap();
    let (id, secret) = token[3..].split_once('_').unwrap();
    for id in [id.to_owned(), format!("is_{id}"), format!("ik_{id}")] {
        refused(&exchange(&inn, &id, secret).await, 401, "invalid_client");
    }
    let made = key(&inn, "agent").await;
    let (id, secret) = halves(&made);
    let bearer = exchange(&inn, id, secret).await.json()["access_token"].as_str().unwrap().to_owned();
    let (id, rest) = bearer[3..].split_once('_').unwrap();
    refused(&exchange(&inn, &format!("ia_{id}"), rest).await, 401, "invalid_client");
    refused(&exchange(&inn, id, rest).await, 401, "invalid_client");
}

#[tokio::test]
async fn what_is_no_request_is_refused_in_the_protocols_words() {
    let inn = Inn::open().await;
    let made = key(&inn, "agent").await;
    let (id, secret) = halves(&made);
    let who = format!("client_id={id}&client_secret={secret}");
    for (body, status, error) in [
        (String::new(), 400, "invalid_request"),
        (who.clone(), 400, "invalid_request"),
        (format!("grant_type=&{who}"), 400, "invalid_request"),
        (format!("grant_type=authorization_code&code=x&{who}"), 400, "unsupported_grant_type"),
        (format!("grant_type=client_credentials&scope=all&{who}"), 400, "invalid_scope"),
        ("grant_type=client_credentials".to_owned(), 401, "invalid_client"),
        (format!("grant_type=client_credentials&client_id={id}"), 401, "invalid_client"),
        (format!("grant_type=client_credentials&{who}&more={}", "x".repeat(9_000)), 413, "invalid_request"),
    ] {
        refused(&Reply::of(ask(&inn, &body)).await, status, error);
    }
    let optional = format!("grant_type=client_credentials&scope=&audience=x&{who}");
    assert_eq!(Reply::of(ask(&inn, &optional)).await.status, 200);
    let as_json = inn.ask(Method::POST, "/oauth/token").header("content-type", "application/json");
    refused(&Reply::of(as_json.body("{}")).await, 400, "invalid_request");
    let with_bearer = ask(&inn, "grant_type=client_credentials").bearer_auth(KEY);
    refused(&Reply::of(with_bearer).await, 401, "invalid_client");
    assert_eq!(Reply::of(inn.ask(Method::GET, "/oauth/token")).await.status, 405);
}
