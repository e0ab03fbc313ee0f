//! A bearer of one host is good at every other host of its vault, also while the master key is changed, and ends with its
//! key at all of them.

use std::sync::LazyLock;

use innkeeper::{EngineName, MasterKey, Secret, SecretSource, Settings};
use innkeeper_test_postgres::{Database, Server};
use innkeeper_tests::{House, Plan, Reply, master_key};
use reqwest::Method;
use serde_json::json;

static SHARED: LazyLock<Database> = LazyLock::new(|| Server::shared().database());
static NEXT: LazyLock<String> =
    LazyLock::new(|| MasterKey::generate().unwrap().to_base64().expose().to_owned());

fn next() -> SecretSource {
    SecretSource::Given(Secret::new(NEXT.clone()))
}

fn behind(settings: &mut Settings) {
    settings.vault.engine = EngineName::Postgres;
    settings.vault.url = Some(SecretSource::Given(Secret::new(SHARED.url())));
    settings.vault.staged_keys = vec![next().into()];
}

fn ahead(settings: &mut Settings) {
    behind(settings);
    settings.vault.staged_keys.clear();
    settings.vault.key = Some(next().into());
    settings.vault.retired_keys = vec![SecretSource::Given(master_key().unwrap()).into()];
}

async fn exchange(house: &House, id: &str, secret: &str) -> Reply {
    let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let request = reqwest::Client::new().post(house.url.join("/oauth/token").unwrap());
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
    Reply::of(request.send().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_bearer_is_good_at_every_host_of_its_vault_until_its_key_ends() {
    let behind = House::plan(Plan { settings: behind, ..Plan::default() }).await.unwrap();
    let ahead = House::plan(Plan { settings: ahead, ..Plan::default() }).await.unwrap();
    let stranger = House::open().await.unwrap();
    let made = behind.post("/v1/keys", json!({ "role": "auditor", "name": "client" })).await.unwrap().json();
    let (id, secret) = (made["client_id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
    let mut bearers = Vec::new();
    for house in [&behind, &ahead] {
        let granted = exchange(house, id, secret).await;
        assert_eq!(granted.status, 200, "{}", granted.text);
        bearers.push(granted.json()["access_token"].as_str().unwrap().to_owned());
    }
    let status = async |house: &House, bearer: &str| {
        house.request(Method::GET, "/v1/audit", bearer, None).await.unwrap().status
    };
    for bearer in &bearers {
        assert_eq!((status(&behind, bearer).await, status(&ahead, bearer).await), (200, 200));
        assert_eq!(status(&stranger, bearer).await, 401);
    }
    assert_eq!(exchange(&stranger, id, secret).await.status, 401);

    let path = format!("/v1/keys/{}", made["id"].as_str().unwrap());
    let operator = behind.key(json!({ "role": "operator", "name": "o" })).await.unwrap();
    assert_eq!(ahead.request(Method::DELETE, &path, &operator, None).await.unwrap().status, 204);
    for bearer in &bearers {
        assert_eq!((status(&behind, bearer).await, status(&ahead, bearer).await), (401, 401));
    }
}
