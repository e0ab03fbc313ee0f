//! Two hosts on one database go from one master key to the next, while they serve: nothing is lost, and nobody notices.

use std::sync::LazyLock;
use std::time::Duration;

use innkeeper::{EngineName, MasterKey, Secret, SecretSource, Settings};
use innkeeper_simulator::Fault;
use innkeeper_test_postgres::{Database, Server};
use innkeeper_tests::{House, Plan, eventually, master_key, tell};
use reqwest::Method;
use serde_json::{Value, json};

/// Each test has its own.
static DATABASES: LazyLock<[Database; 3]> = LazyLock::new(|| [(); 3].map(|()| Server::shared().database()));
static NEW: LazyLock<String> =
    LazyLock::new(|| MasterKey::generate().unwrap().to_base64().expose().to_owned());

fn old() -> SecretSource {
    SecretSource::Given(master_key().unwrap())
}

fn new() -> SecretSource {
    SecretSource::Given(Secret::new(NEW.clone()))
}

fn id(source: &SecretSource) -> String {
    MasterKey::from_base64(source.read().unwrap().expose()).unwrap().id().to_string()
}

fn shared<const N: usize>(settings: &mut Settings) {
    settings.vault.engine = EngineName::Postgres;
    settings.vault.url = Some(SecretSource::Given(Secret::new(DATABASES[N].url())));
}

fn staged<const N: usize>(settings: &mut Settings) {
    shared::<N>(settings);
    settings.vault.staged_keys = vec![new().into()];
}

fn promoted<const N: usize>(settings: &mut Settings) {
    shared::<N>(settings);
    settings.vault.key = Some(new().into());
    settings.vault.staged_keys.clear();
    settings.vault.retired_keys = vec![old().into()];
}

/// One key and no other.
fn alone(key: SecretSource) -> impl FnOnce(&mut Settings) {
    move |settings| {
        settings.vault.key = Some(key.into());
        settings.vault.staged_keys.clear();
    }
}

async fn house(settings: fn(&mut Settings)) -> House {
    House::plan(Plan { settings, ..Plan::default() }).await.unwrap()
}

async fn status(house: &House) -> Value {
    let reply = house.get("/v1/vault").await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

/// Runs a pass to its end.
async fn rekey(house: &House) -> Value {
    let begun = house.post("/v1/vault/rekey", json!({})).await.unwrap();
    assert_eq!((begun.status, &begun.json()["state"]), (202, &json!("running")), "{}", begun.text);
    eventually(async || Ok(status(house).await["rekey"]["state"] != "running")).await.unwrap();
    let status = status(house).await;
    assert_eq!(status["rekey"]["state"], "finished", "{status}");
    assert_eq!(status["rekey"]["refused"], 0, "{status}");
    status
}

fn sealed_by(status: &Value, key: &str) -> u64 {
    let keys = status["keys"].as_array().unwrap();
    keys.iter().find(|entry| entry["id"] == key).map_or(0, |entry| entry["records"].as_u64().unwrap())
}

#[tokio::test]
async fn the_whole_way_with_eight_callers_at_work() {
    let behind = house(staged::<0>).await;
    behind.connect("alice").await.unwrap();
    let made = behind.key(json!({ "role": "agent", "name": "made before" })).await.unwrap();
    let ahead = house(promoted::<0>).await;
    let first = status(&ahead).await;
    let states: Vec<_> = first["keys"].as_array().unwrap().iter().map(|key| key["state"].clone()).collect();
    assert_eq!(states, ["primary", "retired"], "{first}");
    assert!(first["next"].to_string().contains("run `innkeeper vault rekey`"), "{first}");

    let call = async |caller: u32, turn: u32| {
        let input = json!({ "workspace": "acme", "repo_slug": "website", "pull_request_id": 1,
            "content": format!("{caller} {turn}") });
        let body = json!({ "tool": "bitbucket_pull_request_task_create", "identifier": "alice",
            "input": input, "idempotency_key": format!("{caller}-{turn}") });
        let reply = behind.post("/v1/invoke", body).await.unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text);
        behind.link("bob", json!({})).await.unwrap();
        reply.data()["id"].as_u64().unwrap()
    };
    // In each round the token is refreshed once, too.
    let rounds = async {
        let mut made = std::collections::BTreeSet::new();
        for turn in 0..6 {
            behind.simulator.control().expire_access_tokens();
            made.extend(futures_util::future::join_all((0..8).map(|caller| call(caller, turn))).await);
        }
        made.len()
    };
    let passes = async {
        let mut rewrapped = 0;
        for _ in 0..5 {
            rewrapped += rekey(&ahead).await["rekey"]["rewrapped"].as_u64().unwrap();
        }
        rewrapped
    };
    let (written, rewrapped) = tokio::join!(rounds, passes);
    assert_eq!(written, 48, "each call wrote");

    // The other host follows, and then nothing needs the old key.
    let behind = behind.restart(promoted::<0>).await.unwrap();
    let last = rekey(&behind).await;
    assert_eq!((sealed_by(&last, &id(&old())), &last["rekey"]["left"]), (0, &json!(0)), "{last}");
    assert!(last["next"].to_string().contains("can be removed from `retired_keys`"), "{last}");
    tell(format_args!(
        "master key changed under load: {} records, {rewrapped} rewrapped while 8 callers made 48 writes",
        last["records"]
    ));
    let last_host = behind.restart(alone(new())).await.unwrap();
    assert_eq!(last_host.account("alice").await.unwrap()["status"], "ACTIVE");
    let reply = last_host.request(Method::GET, "/v1/tools?q=user", &made, None).await.unwrap();
    assert_eq!(reply.status, 200, "a key of before the change is good: {}", reply.text);
    let replayed = json!({ "tool": "bitbucket_pull_request_task_create", "identifier": "alice",
        "input": { "workspace": "acme", "repo_slug": "website", "pull_request_id": 1, "content": "3 3" },
        "idempotency_key": "3-3" });
    let replayed = last_host.post("/v1/invoke", replayed).await.unwrap();
    assert_eq!(replayed.json()["meta"]["replayed"], true, "{}", replayed.text);

    let refused = last_host.restart(alone(old())).await.err().unwrap();
    let said = format!("{refused:#}");
    assert!(said.contains(&id(&new())) && said.contains(&id(&old())), "{said}");
}

#[tokio::test]
async fn an_idempotency_key_is_settled_although_its_record_was_rewrapped_meanwhile() {
    let behind = house(staged::<1>).await;
    behind.connect("alice").await.unwrap();
    let ahead = house(promoted::<1>).await;
    let control = behind.simulator.control();
    let call = async |key: &str| {
        let input =
            json!({ "workspace": "acme", "repo_slug": "website", "pull_request_id": 1, "content": key });
        let body = json!({ "tool": "bitbucket_pull_request_task_create", "identifier": "alice",
            "input": input, "idempotency_key": key });
        behind.post("/v1/invoke", body).await.unwrap()
    };
    let posts = || control.api_requests().iter().filter(|seen| seen.method == "POST").count();

    // The key is taken, the write is at the provider, and its record changes under the host.
    control.fail_next_on("/tasks", Fault::Stall(Duration::from_secs(4)));
    let rewrap = async {
        eventually(async || Ok(posts() == 1)).await.unwrap();
        let taken = rekey(&ahead).await;
        assert!(taken["rekey"]["rewrapped"].as_u64() > Some(0), "{taken}");
    };
    let (first, ()) = tokio::join!(call("kept"), rewrap);
    assert_eq!(first.status, 200, "{}", first.text);
    let again = call("kept").await;
    assert_eq!(again.json()["meta"]["replayed"], true, "the outcome was not kept: {}", again.text);
    assert_eq!((again.data(), posts()), (first.data(), 1));
}

#[tokio::test]
async fn operators_rekey_and_auditors_look() {
    let house = house(shared::<2>).await;
    let auditor = house.key(json!({ "role": "auditor", "name": "a" })).await.unwrap();
    let agent = house.key(json!({ "role": "agent", "name": "b" })).await.unwrap();
    let ask =
        async |method: Method, path: &str, key: &str| house.request(method, path, key, None).await.unwrap();
    let seen = ask(Method::GET, "/v1/vault", &auditor).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    let vault = seen.json();
    assert_eq!((&vault["engine"], &vault["environment"]), (&json!("postgres"), &json!("default")));
    assert_eq!(
        (sealed_by(&vault, &id(&old())), vault.get("rekey")),
        (vault["records"].as_u64().unwrap(), None)
    );
    for (method, path, key) in [
        (Method::GET, "/v1/vault", &agent),
        (Method::POST, "/v1/vault/rekey", &auditor),
        (Method::POST, "/v1/vault/rekey", &agent),
    ] {
        let refused = ask(method, path, key).await;
        assert_eq!((refused.status, refused.kind().as_str()), (403, "POLICY_DENIED"), "{}", refused.text);
    }
    assert_eq!(ask(Method::GET, "/v1/vault", "nobody").await.status, 401);
    assert!(status(&house).await.get("rekey").is_none(), "a refusal started a pass");
}
