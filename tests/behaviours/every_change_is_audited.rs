//! What people change is on record when its answer is there: who did what to which object, and how it ended. What was refused
//! is on record as well, and nothing secret is.

use futures_util::FutureExt;
use innkeeper::Caller;
use innkeeper_simulator::ConsumerSpec;
use innkeeper_tests::{House, eventually};
use reqwest::Method;
use serde_json::{Value, json};

/// The changes on record, in their order.
async fn changes(house: &House) -> Vec<Value> {
    let audit = house.get("/v1/audit?limit=1000").await.unwrap().json();
    let records = audit["records"].as_array().unwrap().iter();
    records.filter(|record| record.get("action").is_some()).cloned().collect()
}

/// Each with its outcome and what it was done to.
async fn told(house: &House) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let object = |change: &Value| text(change.get("object").unwrap_or(&change["account"]["identifier"]));
    let told = |change: &Value| (text(&change["action"]), text(&change["outcome"]), object(change));
    changes(house).await.iter().map(told).collect()
}

fn line(action: &str, outcome: &str, object: &str) -> (String, String, String) {
    (action.to_owned(), outcome.to_owned(), object.to_owned())
}

async fn send(house: &House, key: &str, method: Method, path: &str, body: Value) -> (u16, Value) {
    let reply = house.request(method, path, key, Some(body)).await.unwrap();
    (reply.status, reply.json())
}

#[tokio::test]
async fn keys_and_accounts() {
    let house = House::open().await.unwrap();
    let (status, made) = send(
        &house,
        innkeeper_tests::OPERATOR,
        Method::POST,
        "/v1/keys",
        json!({ "role": "operator", "name": "platform" }),
    )
    .await;
    assert_eq!(status, 201, "{made}");
    let (key, id) = (made["key"].as_str().unwrap(), made["id"].as_str().unwrap());
    let session = json!({ "identifier": "alice", "ttl_s": 60 });
    assert_eq!(send(&house, key, Method::POST, "/v1/session-tokens", session).await.0, 201);
    let account = house.connect("alice").await.unwrap();
    let path = format!("/v1/accounts/{}", account["id"].as_str().unwrap());
    let narrow = |to: &str| json!({ "workspaces": [to] });
    assert_eq!(send(&house, key, Method::PATCH, &path, narrow("acme")).await.0, 200);
    assert_eq!(send(&house, key, Method::PATCH, &path, narrow("elsewhere")).await.0, 422);
    assert_eq!(send(&house, key, Method::POST, &format!("{path}/revoke"), json!({})).await.0, 200);
    assert_eq!(send(&house, key, Method::DELETE, &path, json!({})).await.0, 204);
    assert_eq!(send(&house, key, Method::DELETE, &format!("/v1/keys/{id}"), json!({})).await.0, 204);

    let told = told(&house).await;
    let token = told[1].2.clone();
    assert_eq!(
        told,
        [
            line("key.create", "OK", id),
            line("session_token.create", "OK", &token),
            line("link.create", "OK", "alice"),
            line("account.narrow", "OK", "alice"),
            line("account.narrow", "BAD_INPUT", "alice"),
            line("account.revoke", "OK", "alice"),
            line("account.remove", "OK", "alice"),
            line("key.revoke", "OK", id),
        ]
    );
    let by: Vec<Value> = changes(&house).await.iter().map(|change| change["caller"].clone()).collect();
    assert_eq!(by[..4], [json!("bootstrap"), json!(id), json!("bootstrap"), json!(id)]);
    assert!(by[4..].iter().all(|by| by == id), "{by:?}");
}

#[tokio::test]
async fn connections_connectors_and_the_vault() {
    let house = House::open().await.unwrap();
    let operator = innkeeper_tests::OPERATOR;
    let callback = house.url.join("/oauth/callback/customer").unwrap();
    let consumer = house.simulator.register_consumer(ConsumerSpec::new("Customer", callback)).unwrap();
    let wanted = json!({ "provider": "bitbucket", "client_id": consumer.key, "client_secret": consumer.secret,
        "verify": "none" });
    let path = "/v1/connections/customer";
    assert_eq!(send(&house, operator, Method::PUT, path, wanted).await.0, 200);
    assert_eq!(send(&house, operator, Method::DELETE, path, json!({})).await.0, 204);
    assert_eq!(send(&house, operator, Method::DELETE, path, json!({})).await.0, 404);

    let caller = Caller::local_operator();
    let added = house.host.add_connector(&caller, None, innkeeper_test_guests::CONFORMANCE).await.unwrap();
    house.host.approve_connector(&caller, &added.name, &added.digest).await.unwrap();
    house.host.remove_connector(&caller, &added.name).await.unwrap();
    let refused = house.host.add_connector(&caller, None, innkeeper_test_guests::NOT_A_COMPONENT).await;
    assert!(refused.is_err());
    assert_eq!(send(&house, operator, Method::POST, "/v1/vault/rekey", json!({})).await.0, 202);

    assert_eq!(
        told(&house).await,
        [
            line("connection.set", "OK", "customer"),
            line("connection.remove", "OK", "customer"),
            line("connection.remove", "NOT_FOUND", "customer"),
            line("connector.add", "OK", &added.name),
            line("connector.approve", "OK", &added.name),
            line("connector.remove", "OK", &added.name),
            line("connector.add", "BAD_INPUT", ""),
            line("vault.rekey", "OK", ""),
        ]
    );
    let audit = house.get("/v1/audit").await.unwrap().text;
    assert!(!audit.contains(&consumer.secret), "a client secret is in the audit");
}

#[tokio::test]
async fn what_is_denied() {
    let house = House::open().await.unwrap();
    let account = house.connect("alice").await.unwrap();
    let account = format!("/v1/accounts/{}", account["id"].as_str().unwrap());
    let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
    let id = key.split('_').nth(1).unwrap();
    let before = changes(&house).await.len();
    let new = json!({ "role": "operator", "name": "mine" });
    let wanted = json!({ "provider": "bitbucket", "client_id": "a", "client_secret": "s", "verify": "none" });
    for (method, path, body) in [
        (Method::POST, "/v1/keys", new),
        (Method::DELETE, &format!("/v1/keys/{id}"), json!({})),
        (Method::PUT, "/v1/connections/other", wanted),
        (Method::DELETE, "/v1/connections/bitbucket", json!({})),
        (Method::DELETE, "/v1/connectors/repositories", json!({})),
        (Method::PATCH, &account, json!({ "workspaces": ["acme"] })),
        (Method::POST, &format!("{account}/revoke"), json!({})),
        (Method::DELETE, &account, json!({})),
        (Method::POST, "/v1/vault/rekey", json!({})),
    ] {
        assert_eq!(send(&house, &key, method, path, body).await.0, 403, "{path}");
    }
    let denied = changes(&house).await.split_off(before);
    assert!(denied.iter().all(|change| change["outcome"] == "POLICY_DENIED" && change["caller"] == id));
    let told = told(&house).await.split_off(before);
    let told: Vec<(&str, &str)> =
        told.iter().map(|(action, _, object)| (action.as_str(), object.as_str())).collect();
    assert_eq!(
        told,
        [
            ("key.create", ""),
            ("key.revoke", id),
            ("connection.set", "other"),
            ("connection.remove", "bitbucket"),
            ("connector.remove", "repositories"),
            ("account.narrow", "alice"),
            ("account.revoke", "alice"),
            ("account.remove", "alice"),
            ("vault.rekey", ""),
        ]
    );
}

#[tokio::test]
async fn a_key_in_a_wrong_place_stays_out() {
    let house = House::open().await.unwrap();
    let key = house.key(json!({ "role": "operator", "name": "o" })).await.unwrap();
    for path in [format!("/v1/keys/{key}"), format!("/v1/connections/{key}"), format!("/v1/accounts/{key}")] {
        let (status, _) = send(&house, &key, Method::DELETE, &path, json!({})).await;
        assert!((400..500).contains(&status), "{path}: {status}");
    }
    let secret = key.splitn(3, '_').nth(2).unwrap();
    let audit = house.get("/v1/audit").await.unwrap();
    assert_eq!(changes(&house).await.len(), 4, "{}", audit.text);
    assert!(!audit.text.contains(secret), "{}", audit.text);
}

#[tokio::test]
async fn a_caller_that_goes_away_takes_no_record_along() {
    let house = House::open().await.unwrap();
    let caller = Caller::local_operator();
    let new = serde_json::from_value(json!({ "role": "agent", "name": "left behind" })).unwrap();
    assert!(house.host.create_key(&caller, new).now_or_never().is_none(), "the key was there at once");
    eventually(async || Ok(changes(&house).await.len() == 1)).await.unwrap();
    let keys = house.get("/v1/keys").await.unwrap().json();
    assert_eq!(
        (&keys["keys"][0]["name"], &keys["keys"][0]["id"]),
        (&json!("left behind"), &changes(&house).await[0]["object"])
    );
}
