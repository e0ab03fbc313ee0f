//! An operator sets, changes and removes connections of a running host, and nobody learns a secret by it.

use innkeeper_simulator::{Consumer, ConsumerSpec};
use innkeeper_tests::{Browser, House, Plan, Reply};
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

const PATH: &str = "/v1/connections/customer";

async fn put(house: &House, path: &str, body: Value) -> Reply {
    let operator = house.key(json!({ "role": "operator", "name": "o" })).await.unwrap();
    house.request(Method::PUT, path, &operator, Some(body)).await.unwrap()
}

async fn delete(house: &House, path: &str) -> Reply {
    let operator = house.key(json!({ "role": "operator", "name": "o" })).await.unwrap();
    house.request(Method::DELETE, path, &operator, None).await.unwrap()
}

/// A consumer at the provider for the connection `customer`.
fn register(house: &House) -> Consumer {
    let callback = house.url.join("/oauth/callback/customer").unwrap();
    house.simulator.register_consumer(ConsumerSpec::new("Customer", callback)).unwrap()
}

fn wanted(consumer: &Consumer) -> Value {
    json!({ "provider": "bitbucket", "client_id": consumer.key, "client_secret": consumer.secret, "verify": "none" })
}

/// Connects somebody through `customer`.
async fn connect(house: &House, identifier: &str) -> Reply {
    let path = format!("{PATH}/accounts/{identifier}/links");
    let made = house.post(&path, json!({})).await.unwrap();
    assert_eq!(made.status, 201, "{}", made.text);
    let link = Url::parse(made.json()["link"].as_str().unwrap()).unwrap();
    let page = house.consent(&mut Browser::new().unwrap(), &link).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.text);
    call(house, identifier).await
}

async fn call(house: &House, identifier: &str) -> Reply {
    let body = json!({ "tool": "bitbucket_user_get", "identifier": identifier, "connection": "customer" });
    house.post("/v1/invoke", body).await.unwrap()
}

#[tokio::test]
async fn from_nothing_to_the_first_call_without_a_restart() {
    let house = House::open().await.unwrap();
    let consumer = register(&house);
    assert_eq!(house.get(PATH).await.unwrap().status, 404);
    let set = put(&house, PATH, wanted(&consumer)).await;
    assert_eq!(set.status, 200, "{}", set.text);
    let callback = house.url.join("/oauth/callback/customer").unwrap();
    assert_eq!(set.json()["callback_url"], callback.as_str());
    assert_eq!(set.json()["source"], "api");
    assert!(!set.text.contains(&consumer.secret), "the secret is in the answer");
    assert_eq!(connect(&house, "alice").await.status, 200);
    let shown = house.get(PATH).await.unwrap();
    assert_eq!(shown.json()["health"], "healthy");
    assert!(shown.json()["budget"].as_array().unwrap().iter().any(|group| group["limit"] == 1000));
    assert_eq!(house.get("/v1/connections/bitbucket").await.unwrap().json()["source"], "file");

    let again = put(&house, PATH, wanted(&consumer)).await;
    assert_eq!((again.status, &again.json()["client_id"]), (200, &set.json()["client_id"]));
    let mut narrower = wanted(&consumer);
    narrower.as_object_mut().unwrap().remove("client_secret");
    narrower["workspaces"] = json!(["nowhere"]);
    assert_eq!(put(&house, PATH, narrower).await.status, 200, "the secret is kept");
    let denied = house
        .post(
            "/v1/invoke",
            json!({ "tool": "bitbucket_repositories_list", "identifier": "alice",
            "connection": "customer", "input": { "workspace": "acme" } }),
        )
        .await
        .unwrap();
    assert_eq!((denied.status, denied.kind().as_str()), (403, "POLICY_DENIED"), "{}", denied.text);

    let house = house.restart(|_| {}).await.unwrap();
    let kept = house.get(PATH).await.unwrap().json();
    assert_eq!((&kept["source"], &kept["workspaces"]), (&json!("api"), &json!(["nowhere"])));
    house.simulator.control().expire_access_tokens();
    assert_eq!(call(&house, "alice").await.status, 200, "and it refreshes with the secret that was kept");
}

#[tokio::test]
async fn a_new_secret_makes_the_old_one_the_previous_one() {
    let house = House::open().await.unwrap();
    let consumer = register(&house);
    assert_eq!(put(&house, PATH, wanted(&consumer)).await.status, 200);
    assert_eq!(connect(&house, "alice").await.status, 200);
    let early = json!({ "provider": "bitbucket", "client_id": consumer.key, "client_secret": "comes-soon-enough",
        "verify": "none" });
    assert_eq!(put(&house, PATH, early).await.status, 200);
    house.simulator.control().expire_access_tokens();
    assert_eq!(call(&house, "alice").await.status, 200, "the provider knows the old one only");
    assert_eq!(house.get(PATH).await.unwrap().json()["client_secret_version"], "previous");

    let newest = house.simulator.control().rotate_secret(&consumer.key).unwrap();
    assert_eq!(put(&house, PATH, wanted(&newest)).await.status, 200);
    house.simulator.control().expire_access_tokens();
    assert_eq!(call(&house, "alice").await.status, 200);
    let mut alone = wanted(&newest);
    alone["previous_client_secret"] = json!(null);
    assert_eq!(put(&house, PATH, alone).await.json()["client_secret_version"], "current");
    let older = house.simulator.control().rotate_secret(&consumer.key).unwrap();
    assert_ne!(older.secret, newest.secret);
    house.simulator.control().expire_access_tokens();
    let refused = call(&house, "alice").await;
    assert_eq!(refused.kind(), "CONNECTION_UNHEALTHY", "the previous one was dropped: {}", refused.text);
    assert!(house.get(PATH).await.unwrap().json()["health"].as_str().unwrap().contains("invalid_client"));
    assert_eq!(put(&house, PATH, wanted(&older)).await.json()["health"], "healthy");
    assert_eq!(call(&house, "alice").await.status, 200, "the account kept its grant");
}

#[tokio::test]
async fn what_is_wrong_is_named_and_changes_nothing() {
    let house = House::open().await.unwrap();
    let secret = "a-secret-that-nobody-repeats";
    let good = json!({ "provider": "bitbucket", "client_id": "key", "client_secret": secret });
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let mut without = good.clone();
    without.as_object_mut().unwrap().remove("client_secret");
    for (body, field) in [
        (without, "/client_secret"),
        (with("client_secret", json!("")), "/client_secret"),
        (with("client_secret", json!({ "env": secret })), "/client_secret"),
        (with("client_secret", json!(12_345)), "/client_secret"),
        (with("previous_client_secret", json!(secret)), "/previous_client_secret"),
        (with("client_id", json!("")), "/client_id"),
        (with("client_id", json!("a\nb")), "/client_id"),
        (with("provider", json!("gitlab")), "/provider"),
        (with("return_urls", json!(["http://app.example"])), "/return_urls"),
        (with("return_urls", json!(["https://user:pw@app.example"])), "/return_urls"),
        (with("budget", json!({ "repositories": 7 })), "/budget"),
        (with("verify", json!("maybe")), "/verify"),
        (with("name", json!("customer")), "/name"),
    ] {
        let refused = put(&house, PATH, body).await;
        let problem = refused.json();
        assert_eq!((refused.status, &problem["violations"][0]["path"]), (422, &json!(field)), "{problem}");
        assert!(!refused.text.contains(secret) && !refused.text.contains("12345"), "{}", refused.text);
    }
    for name in ["Upper", "a%2Fb", "%2E%2E%2F", "%C3%BC", &"x".repeat(65), "a%00b"] {
        let refused = put(&house, &format!("/v1/connections/{name}"), good.clone()).await;
        assert_eq!(refused.json()["violations"][0]["path"], "/connection", "{name}: {}", refused.text);
    }
    assert_eq!(
        house.get("/v1/connections").await.unwrap().json()["connections"].as_array().unwrap().len(),
        1
    );
    let file = put(&house, "/v1/connections/bitbucket", good.clone()).await;
    assert_eq!((file.status, file.kind().as_str()), (409, "CONFLICT"), "{}", file.text);
    assert!(file.detail().contains("innkeeper.toml"), "{}", file.text);
    assert_eq!(delete(&house, "/v1/connections/bitbucket").await.status, 409);
    assert_eq!(delete(&house, PATH).await.status, 404);
}

#[tokio::test]
async fn only_operators_set_and_remove() {
    let house = House::open().await.unwrap();
    let body = json!({ "provider": "bitbucket", "client_id": "key", "client_secret": "s" });
    for role in ["agent", "auditor"] {
        let key = house.key(json!({ "role": role, "name": role })).await.unwrap();
        for (method, body) in [(Method::PUT, Some(body.clone())), (Method::DELETE, None)] {
            let refused = house.request(method, PATH, &key, body).await.unwrap();
            assert_eq!((refused.status, &refused.json()["layer"]), (403, &json!("role")), "{}", refused.text);
        }
    }
}

#[tokio::test]
async fn accounts_are_never_left_behind() {
    let house = House::open().await.unwrap();
    let consumer = register(&house);
    put(&house, PATH, wanted(&consumer)).await;
    assert_eq!(connect(&house, "alice").await.status, 200);
    let mut other = wanted(&consumer);
    other["client_id"] = json!("another-consumer");
    let refused = put(&house, PATH, other).await;
    assert_eq!((refused.status, refused.kind().as_str()), (409, "CONFLICT"), "{}", refused.text);

    let refused = delete(&house, PATH).await;
    assert_eq!((refused.status, refused.kind().as_str()), (409, "CONFLICT"), "{}", refused.text);
    assert_eq!(call(&house, "alice").await.status, 200, "who is refused disturbs nobody");
    assert_eq!(delete(&house, &format!("{PATH}?accounts=keep")).await.status, 422);
    let removed = delete(&house, &format!("{PATH}?accounts=remove")).await;
    assert_eq!((removed.status, removed.text.as_str()), (204, ""));
    assert_eq!(house.get(PATH).await.unwrap().status, 404);
    assert_eq!(call(&house, "alice").await.status, 404);
    let left = house.get("/v1/accounts").await.unwrap().json();
    assert!(left["accounts"].as_array().unwrap().is_empty(), "{left}");

    put(&house, PATH, wanted(&consumer)).await;
    let fresh = call(&house, "alice").await;
    assert_eq!(fresh.status, 404, "no grant comes back with the name: {}", fresh.text);
    assert_eq!(delete(&house, PATH).await.status, 204, "one without accounts is just removed");
    let house = house.restart(|_| {}).await.unwrap();
    assert_eq!(house.get(PATH).await.unwrap().status, 404);
}

#[tokio::test]
async fn the_file_has_the_last_word() {
    let house = House::open().await.unwrap();
    let consumer = register(&house);
    put(&house, PATH, wanted(&consumer)).await;
    let house = house
        .restart(|settings| {
            settings.connections.push(innkeeper_tests::connection("customer", "of-the-file", "x"));
        })
        .await
        .unwrap();
    let shown = house.get(PATH).await.unwrap().json();
    assert_eq!((&shown["source"], &shown["client_id"]), (&json!("file"), &json!("of-the-file")));
    assert_eq!(put(&house, PATH, wanted(&consumer)).await.status, 409);
}

#[tokio::test]
async fn one_consumer_has_one_budget() {
    let house = House::plan(Plan::default()).await.unwrap();
    let mut twin = wanted(&house.consumer);
    twin["budget"] = json!({ "repository": 7 });
    let refused = put(&house, PATH, twin).await;
    assert_eq!(refused.json()["violations"][0]["path"], "/budget", "{}", refused.text);
    assert!(refused.detail().contains("bitbucket"), "{}", refused.text);
}
