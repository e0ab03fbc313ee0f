//! Keys: who gets in, and how far.

use innkeeper_tests::{House, Reply, eventually};
use reqwest::Method;
use serde_json::{Value, json};

/// A house where alice is connected, and a key.
async fn house_with(key: Value) -> (House, String) {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(key).await.unwrap();
    (house, key)
}

async fn invoke(house: &House, key: &str, body: Value) -> Reply {
    house.request(Method::POST, "/v1/invoke", key, Some(body)).await.unwrap()
}

fn denied(reply: &Reply, layer: &str) {
    assert_eq!((reply.status, reply.kind().as_str()), (403, "POLICY_DENIED"), "{}", reply.text);
    assert_eq!(reply.json()["layer"], layer, "{}", reply.text);
}

fn unknown(reply: &Reply) {
    assert_eq!((reply.status, reply.kind().as_str()), (401, "UNAUTHENTICATED"), "{}", reply.text);
    assert_eq!(reply.headers["content-type"], "application/problem+json");
    let asked = reply.headers["www-authenticate"].to_str().unwrap();
    assert!(asked.starts_with("Bearer resource_metadata=\"http://127.0.0.1:"), "{asked}");
}

const NEW_BRANCH: &str = "bitbucket_branch_create";

fn branch(name: &str) -> Value {
    json!({ "workspace": "acme", "repo_slug": "website", "name": name, "target_hash": "main" })
}

#[tokio::test]
async fn nobody_gets_in_without_a_key_that_is_one() {
    let (house, key) = house_with(json!({ "role": "operator", "name": "one" })).await;
    let url = house.url.join("/v1/tools").unwrap();
    let without = Reply::of(reqwest::get(url).await.unwrap()).await.unwrap();
    unknown(&without);
    let asked = without.headers["www-authenticate"].to_str().unwrap();
    assert!(
        asked.ends_with("/.well-known/oauth-protected-resource\"") && !asked.contains("error"),
        "{asked}"
    );
    let (id, secret) = key[3..].split_once('_').unwrap();
    let other = house.key(json!({ "role": "operator", "name": "two" })).await.unwrap();
    let (other_id, _) = other[3..].split_once('_').unwrap();
    let garbage = [
        "x".to_owned(),
        "ik_".to_owned(),
        key[..key.len() - 1].to_owned(),
        format!("{key}x"),
        format!("is_{id}_{secret}"),
        format!("ik_{other_id}_{secret}"),
        format!("ik_{}_{secret}", id.to_uppercase()),
        format!("ik_../{id}_{secret}"),
    ];
    // An id that has no letters has no capitals either.
    for garbage in garbage.into_iter().filter(|garbage| *garbage != key) {
        unknown(&house.request(Method::GET, "/v1/keys", &garbage, None).await.unwrap());
    }
    assert_eq!(house.request(Method::GET, "/v1/keys", &key, None).await.unwrap().status, 200);
    let ended = house.request(Method::DELETE, &format!("/v1/keys/{id}"), &other, None).await.unwrap();
    assert_eq!((ended.status, ended.text.as_str()), (204, ""));
    unknown(&house.request(Method::GET, "/v1/keys", &key, None).await.unwrap());
}

#[tokio::test]
async fn the_value_of_a_key_is_shown_once() {
    let (house, key) = house_with(json!({ "role": "agent", "name": "bot" })).await;
    // The secret itself may hold underscores.
    let secret = key.splitn(3, '_').nth(2).unwrap();
    let list = house.get("/v1/keys").await.unwrap();
    let entry = &list.json()["keys"][0];
    assert_eq!((&entry["name"], &entry["effects"]), (&json!("bot"), &json!(["read", "write"])));
    assert!(!list.text.contains(secret), "the value is in the list: {}", list.text);
    for secretive in ["key", "value", "secret", "sha256", "hash"] {
        assert!(entry.get(secretive).is_none(), "{secretive}: {}", list.text);
    }
}

#[tokio::test]
async fn a_key_that_reads_does_not_write() {
    let (house, key) = house_with(json!({ "role": "agent", "name": "reader", "effects": ["read"] })).await;
    let list = json!({ "tool": "bitbucket_branches_list", "identifier": "alice",
        "input": { "workspace": "acme", "repo_slug": "website" } });
    assert_eq!(invoke(&house, &key, list).await.status, 200);
    let sent = house.simulator.control().api_requests().len();
    let create = json!({ "tool": NEW_BRANCH, "identifier": "alice", "input": branch("feature/x") });
    let reply = invoke(&house, &key, create.clone()).await;
    denied(&reply, "effect");
    assert!(reply.detail().contains("effects include write"), "{}", reply.text);
    assert_eq!(house.simulator.control().api_requests().len(), sent, "it left the host");

    let agent = house.key(json!({ "role": "agent", "name": "bot" })).await.unwrap();
    assert_eq!(invoke(&house, &agent, create).await.status, 200);
}

#[tokio::test]
async fn a_key_for_one_toolset_uses_no_other() {
    let (house, key) =
        house_with(json!({ "role": "agent", "name": "r", "toolsets": ["repositories"] })).await;
    let input = json!({ "workspace": "acme" });
    let allowed = json!({ "tool": "bitbucket_repositories_list", "identifier": "alice", "input": input });
    assert_eq!(invoke(&house, &key, allowed).await.status, 200);
    let other = json!({ "tool": "bitbucket_user_get", "identifier": "alice" });
    let reply = invoke(&house, &key, other).await;
    denied(&reply, "toolset");
    assert!(reply.detail().contains("workspaces"), "{}", reply.text);
}

#[tokio::test]
async fn a_bound_key_acts_for_one_person() {
    let (house, key) = house_with(json!({ "role": "agent", "name": "b", "identifier": "alice" })).await;
    let bob = house.connect("bob").await.unwrap();
    let reply = invoke(&house, &key, json!({ "tool": "bitbucket_user_get" })).await;
    assert_eq!(reply.json()["account"]["identifier"], "alice", "{}", reply.text);
    denied(
        &invoke(&house, &key, json!({ "tool": "bitbucket_user_get", "identifier": "bob" })).await,
        "identifier",
    );
    let by_id = invoke(&house, &key, json!({ "tool": "bitbucket_user_get", "account_id": bob["id"] })).await;
    assert_eq!((by_id.status, by_id.kind().as_str()), (404, "ACCOUNT_NOT_FOUND"), "{}", by_id.text);
    assert!(!by_id.text.contains("\"bob\""), "{}", by_id.text);

    let path = format!("/v1/accounts/{}", bob["id"].as_str().unwrap());
    let hidden = house.request(Method::GET, &path, &key, None).await.unwrap();
    assert_eq!(hidden.kind(), "ACCOUNT_NOT_FOUND", "{}", hidden.text);
    let list = house.request(Method::GET, "/v1/accounts", &key, None).await.unwrap().json();
    let seen: Vec<&Value> =
        list["accounts"].as_array().unwrap().iter().map(|one| &one["identifier"]).collect();
    assert_eq!(seen, ["alice"]);
    let link = "/v1/connections/bitbucket/accounts/bob/links";
    denied(&house.request(Method::POST, link, &key, Some(json!({}))).await.unwrap(), "identifier");
}

#[tokio::test]
async fn agents_and_auditors_do_not_run_the_host() {
    let (house, agent) = house_with(json!({ "role": "agent", "name": "bot" })).await;
    let auditor = house.key(json!({ "role": "auditor", "name": "eye" })).await.unwrap();
    denied(
        &invoke(&house, &auditor, json!({ "tool": "bitbucket_user_get", "identifier": "alice" })).await,
        "role",
    );
    let account = format!("/v1/accounts/{}", house.account("alice").await.unwrap()["id"].as_str().unwrap());
    for (method, path, body) in [
        (Method::POST, "/v1/keys", json!({ "role": "operator", "name": "me" })),
        (Method::GET, "/v1/keys", json!(null)),
        (Method::DELETE, "/v1/keys/0123456789ab", json!(null)),
        (Method::POST, &format!("{account}/revoke"), json!(null)),
        (Method::POST, &format!("{account}/verify"), json!({ "ticket": "t", "identifier": "alice" })),
        (Method::PATCH, &account, json!({ "workspaces": ["acme"] })),
        (Method::DELETE, &account, json!(null)),
    ] {
        for key in [&agent, &auditor] {
            let body = (!body.is_null()).then(|| body.clone());
            let reply = house.request(method.clone(), path, key, body).await.unwrap();
            denied(&reply, "role");
            assert!(reply.detail().contains("operator"), "{method} {path}: {}", reply.text);
        }
    }
    assert_eq!(house.account("alice").await.unwrap()["status"], "ACTIVE");
}

#[tokio::test]
async fn a_session_token_is_for_one_person_and_ends() {
    let (house, _) = house_with(json!({ "role": "agent", "name": "bot" })).await;
    for ttl_s in [0, 86_401] {
        let reply = house.post("/v1/session-tokens", json!({ "identifier": "alice", "ttl_s": ttl_s })).await;
        let reply = reply.unwrap();
        assert_eq!(
            (reply.status, &reply.json()["violations"][0]["path"]),
            (422, &json!("/ttl_s")),
            "{}",
            reply.text
        );
    }
    let token = session(&house, 600).await;
    assert!(token.starts_with("is_"), "not a session token");
    let read = json!({ "tool": "bitbucket_user_get" });
    assert_eq!(invoke(&house, &token, read.clone()).await.status, 200);
    let create = json!({ "tool": NEW_BRANCH, "input": branch("feature/y") });
    denied(&invoke(&house, &token, create).await, "effect");
    let short = session(&house, 1).await;
    eventually(async || Ok(invoke(&house, &short, read.clone()).await.status != 200)).await.unwrap();
    let ended = invoke(&house, &short, read.clone()).await;
    unknown(&ended);
    assert!(error_of(&ended).contains("error_description=\"the session token has expired"), "{ended:?}");
    let made_up = invoke(&house, &format!("{}x", &short[..short.len() - 1]), read).await;
    unknown(&made_up);
    let said = error_of(&made_up);
    assert!(said.contains("error=\"invalid_token\"") && !said.contains("expired"), "{said}");
}

fn error_of(reply: &Reply) -> &str {
    reply.headers["www-authenticate"].to_str().unwrap()
}

#[tokio::test]
async fn a_session_token_gives_away_no_more_than_its_maker_has() {
    let (house, maker) = house_with(json!({ "role": "agent", "name": "app", "effects": ["read"],
        "toolsets": ["workspaces", "repositories"] }))
    .await;
    let open = async |key: &str, body: Value| {
        house.request(Method::POST, "/v1/session-tokens", key, Some(body)).await.unwrap()
    };
    let with = |field: &str, value: Value| {
        let mut body = json!({ "identifier": "alice", "ttl_s": 600 });
        body[field] = value;
        body
    };
    denied(&open(&maker, with("effects", json!(["read", "write"]))).await, "effect");
    denied(&open(&maker, with("toolsets", json!(["pull-requests"]))).await, "toolset");
    let auditor = house.key(json!({ "role": "auditor", "name": "eye" })).await.unwrap();
    denied(&open(&auditor, with("effects", json!([]))).await, "role");
    let bound = house.key(json!({ "role": "agent", "name": "b", "identifier": "bob" })).await.unwrap();
    denied(&open(&bound, with("effects", json!(["read"]))).await, "identifier");

    let made = open(&maker, with("ttl_s", json!(300))).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let token = made.json()["token"].as_str().unwrap().to_owned();
    let read = json!({ "tool": "bitbucket_user_get" });
    assert_eq!(invoke(&house, &token, read.clone()).await.status, 200);
    denied(&invoke(&house, &token, json!({ "tool": NEW_BRANCH, "input": branch("x") })).await, "toolset");
    let list = json!({ "tool": "bitbucket_pull_requests_list", "input": { "workspace": "acme", "repo_slug": "website" } });
    denied(&invoke(&house, &token, list).await, "toolset");
    denied(
        &invoke(&house, &token, json!({ "tool": "bitbucket_user_get", "identifier": "bob" })).await,
        "identifier",
    );

    let longer = open(&token, with("ttl_s", json!(600))).await;
    assert_eq!(longer.json()["violations"][0]["path"], "/ttl_s", "not beyond its own end: {}", longer.text);
    denied(&open(&token, json!({ "identifier": "bob", "ttl_s": 60 })).await, "identifier");
    let second = open(&token, with("ttl_s", json!(60))).await.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(invoke(&house, &second, read.clone()).await.status, 200);
    let id = &maker[3..15];
    assert_eq!(
        house
            .request(
                Method::DELETE,
                &format!("/v1/keys/{id}"),
                &house.key(json!({ "role": "operator", "name": "o" })).await.unwrap(),
                None
            )
            .await
            .unwrap()
            .status,
        204
    );
    for ended in [&maker, &token, &second] {
        unknown(&invoke(&house, ended, read.clone()).await);
    }
}

#[tokio::test]
async fn a_session_token_is_revoked_by_its_id() {
    let (house, _) = house_with(json!({ "role": "agent", "name": "bot" })).await;
    let token = session(&house, 600).await;
    let read = json!({ "tool": "bitbucket_user_get" });
    assert_eq!(invoke(&house, &token, read.clone()).await.status, 200);
    let operator = house.key(json!({ "role": "operator", "name": "o" })).await.unwrap();
    let path = format!("/v1/keys/{}", &token[3..15]);
    assert_eq!(house.request(Method::DELETE, &path, &operator, None).await.unwrap().status, 204);
    unknown(&invoke(&house, &token, read).await);
}

/// A session token that reads as alice.
async fn session(house: &House, ttl_s: u64) -> String {
    let body = json!({ "identifier": "alice", "ttl_s": ttl_s, "effects": ["read"] });
    let made = house.post("/v1/session-tokens", body).await.unwrap();
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(made.json()["expires_at"].is_string(), "{}", made.text);
    made.json()["token"].as_str().unwrap().to_owned()
}
