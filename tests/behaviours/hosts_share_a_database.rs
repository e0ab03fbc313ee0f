//! Several hosts on one PostgreSQL database: what one knows, the others know.

use std::sync::LazyLock;

use innkeeper::{EngineName, Secret, SecretSource, Settings};
use innkeeper_test_postgres::{Database, Server};
use innkeeper_tests::{Browser, House, Plan};
use reqwest::Method;
use serde_json::json;

static SHARED: LazyLock<Database> = LazyLock::new(|| Server::shared().database());

fn on_the_database() -> Plan {
    let settings = |settings: &mut Settings| {
        settings.vault.engine = EngineName::Postgres;
        settings.vault.url = Some(SecretSource::Given(Secret::new(SHARED.url())));
    };
    Plan { settings, ..Plan::default() }
}

async fn host() -> House {
    House::plan(on_the_database()).await.unwrap()
}

#[tokio::test]
async fn accounts_keys_and_links_of_one_are_those_of_all_and_outlive_it() {
    let first = host().await;
    let (second, third) = (host().await, host().await);
    let account = first.connect("alice").await.unwrap();
    for other in [&second, &third] {
        let seen = other.account("alice").await.unwrap();
        assert_eq!((&seen["id"], &seen["status"]), (&account["id"], &json!("ACTIVE")));
    }

    let made = second.post("/v1/keys", json!({ "role": "auditor", "name": "shared" })).await.unwrap().json();
    let key = made["key"].as_str().unwrap();
    let status =
        async |house: &House| house.request(Method::GET, "/v1/audit", key, None).await.unwrap().status;
    assert_eq!((status(&first).await, status(&third).await), (200, 200));
    let link = first.link("bob", json!({})).await.unwrap();
    drop(first);

    let here = second.url.join(link.path()).unwrap();
    let page = Browser::new().unwrap().step(&here).await.unwrap();
    assert_eq!(page.status, 200, "a link outlives the host that made it: {}", page.text);
    let revoked = format!("/v1/keys/{}", made["id"].as_str().unwrap());
    let operator = second.key(json!({ "role": "operator", "name": "o" })).await.unwrap();
    assert_eq!(third.request(Method::DELETE, &revoked, &operator, None).await.unwrap().status, 204);
    assert_eq!((status(&second).await, status(&third).await), (401, 401));
    assert_eq!(second.account("alice").await.unwrap()["status"], "ACTIVE");
}

#[tokio::test]
async fn every_host_writes_into_one_audit() {
    let (first, second) = (host().await, host().await);
    let calls = (0..20).map(|number| {
        let house = if number % 2 == 0 { &first } else { &second };
        house.invoke("nobody", "bitbucket_user_get", json!({}))
    });
    let replies = futures_util::future::join_all(calls).await;
    let ids: Vec<String> =
        replies.into_iter().map(|reply| reply.unwrap().json()["execution_id"].to_string()).collect();
    let audit = first.get("/v1/audit?limit=500").await.unwrap().text;
    for id in ids {
        assert!(audit.contains(&id), "{id} is not in {audit}");
    }
}

#[tokio::test]
async fn a_consent_that_began_at_one_host_ends_at_another() {
    let first = host().await;
    let second = first.beside(on_the_database()).await.unwrap();
    let link = first.link("carol", json!({})).await.unwrap();
    let mut browser = Browser::new().unwrap();
    browser.step(&link).await.unwrap();
    let sent = browser.submit(&link, &[]).await.unwrap();
    let callback = browser
        .travel(&sent.location().unwrap(), |url| url.path().starts_with("/oauth/callback/"))
        .await
        .unwrap();
    browser.follow_to(&first.url, &second.url);
    drop(first);

    let mut here = second.url.join(callback.url.path()).unwrap();
    here.set_query(callback.url.query());
    let page = browser.step(&here).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(second.account("carol").await.unwrap()["status"], "ACTIVE");
    let reply = second.invoke("carol", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
}

#[tokio::test]
async fn a_session_and_an_idempotency_key_count_at_every_host() {
    let first = host().await;
    let (second, third) =
        (first.beside(on_the_database()).await.unwrap(), first.beside(on_the_database()).await.unwrap());
    first.connect("dora").await.unwrap();
    let made = first.post("/v1/session-tokens", json!({ "identifier": "dora", "ttl_s": 600 })).await.unwrap();
    assert_eq!(made.status, 201, "{}", made.text);
    let session = made.json()["token"].as_str().unwrap().to_owned();
    let call = json!({
        "tool": "bitbucket_branch_create",
        "input": { "workspace": "acme", "repo_slug": "website", "name": "feature/shared", "target_hash": "main" },
        "idempotency_key": "once",
    });
    let mut answers = Vec::new();
    for house in [&first, &second, &third] {
        let reply = house.request(Method::POST, "/v1/invoke", &session, Some(call.clone())).await.unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text);
        answers.push((reply.json()["execution_id"].clone(), reply.json()["meta"]["replayed"].clone()));
    }
    let id = &answers[0].0;
    assert_eq!(answers, [(id.clone(), json!(null)), (id.clone(), json!(true)), (id.clone(), json!(true))]);
    let writes =
        first.simulator.control().api_requests().iter().filter(|request| request.method == "POST").count();
    assert_eq!(writes, 1, "the branch was made more than once");
}

#[tokio::test]
async fn a_connection_that_one_host_sets_changes_or_removes_is_so_at_every_host_at_once() {
    let first = host().await;
    let second = first.beside(on_the_database()).await.unwrap();
    let name = format!("shared-{}", first.url.port().unwrap());
    let path = format!("/v1/connections/{name}");
    let operator = first.key(json!({ "role": "operator", "name": "o" })).await.unwrap();
    let callback = first.url.join(&format!("/oauth/callback/{name}")).unwrap();
    let consumer =
        first.simulator.register_consumer(innkeeper_simulator::ConsumerSpec::new("S", callback)).unwrap();
    let wanted = |workspaces: serde_json::Value| {
        json!({ "provider": "bitbucket", "client_id": consumer.key, "client_secret": consumer.secret,
            "verify": "none", "workspaces": workspaces })
    };
    let put = async |house: &House, body: serde_json::Value| {
        house.request(Method::PUT, &path, &operator, Some(body)).await.unwrap()
    };
    assert_eq!(put(&first, wanted(json!(null))).await.status, 200);
    let account =
        second.request(Method::PUT, &format!("{path}/accounts/erin"), &operator, None).await.unwrap();
    assert_eq!(account.status, 200, "the other host knows it at once: {}", account.text);
    let link = second.post(&format!("{path}/accounts/erin/links"), json!({})).await.unwrap().json();
    let link = url::Url::parse(link["link"].as_str().unwrap()).unwrap();
    let page = first.consent(&mut Browser::new().unwrap(), &link).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.text);
    let call = json!({ "tool": "bitbucket_repositories_list", "identifier": "erin", "connection": name,
        "input": { "workspace": "acme" } });
    let invoke = async |house: &House| house.post("/v1/invoke", call.clone()).await.unwrap();
    assert_eq!((invoke(&first).await.status, invoke(&second).await.status), (200, 200));

    assert_eq!(put(&first, wanted(json!(["nowhere"]))).await.status, 200);
    assert_eq!(
        (invoke(&first).await.kind(), invoke(&second).await.kind()),
        ("POLICY_DENIED".into(), "POLICY_DENIED".into())
    );
    assert_eq!(put(&second, wanted(json!(null))).await.status, 200);
    assert_eq!((invoke(&first).await.status, invoke(&second).await.status), (200, 200));
    let removed = format!("{path}?accounts=remove");
    assert_eq!(second.request(Method::DELETE, &removed, &operator, None).await.unwrap().status, 204);
    assert_eq!((invoke(&first).await.status, invoke(&second).await.status), (404, 404));
    assert_eq!(first.get(&path).await.unwrap().status, 404);
}
