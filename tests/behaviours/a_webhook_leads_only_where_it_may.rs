//! Webhooks: the provider calls the URL by itself from then on, so a prompt that talks an agent into one has found a way
//! out for data. Creating and changing them takes the right to destructive effects, and a connection may list the hosts.

use innkeeper_tests::{House, Plan};
use reqwest::Method;
use serde_json::{Value, json};

const CREATE: &str = "bitbucket_webhook_create";

fn hook(url: &str) -> Value {
    json!({
        "workspace": "acme", "repo_slug": "website", "url": url, "events": ["repo:push"],
        "description": "Tells the builds",
    })
}

async fn connected(plan: Plan) -> House {
    let house = House::plan(plan).await.unwrap();
    house.connect("alice").await.unwrap();
    house
}

fn only_our_builds() -> Plan {
    let settings = |settings: &mut innkeeper::Settings| {
        for connection in &mut settings.connections {
            connection.callback_hosts = Some(vec!["*.acme.example".to_owned()]);
        }
    };
    Plan { settings, ..Plan::default() }
}

#[tokio::test]
async fn an_agent_that_may_write_may_not_make_one() {
    let house = connected(Plan::default()).await;
    let call =
        json!({ "tool": CREATE, "identifier": "alice", "input": hook("https://ci.acme.example/hook") });
    let writer = house.key(json!({ "role": "agent", "name": "writer" })).await.unwrap();
    let before = house.simulator.control().api_requests().len();
    let refused = house.request(Method::POST, "/v1/invoke", &writer, Some(call.clone())).await.unwrap();
    assert_eq!((refused.status, refused.kind().as_str()), (403, "POLICY_DENIED"), "{}", refused.text);
    assert!(
        refused.detail().contains(CREATE) && refused.detail().contains("destructive"),
        "{}",
        refused.text
    );
    assert_eq!(house.simulator.control().api_requests().len(), before);

    let effects = json!(["read", "write", "destructive"]);
    let trusted = json!({ "role": "agent", "name": "trusted", "effects": effects });
    let trusted = house.key(trusted).await.unwrap();
    let made = house.request(Method::POST, "/v1/invoke", &trusted, Some(call)).await.unwrap();
    assert_eq!(made.status, 200, "{}", made.text);
}

#[tokio::test]
async fn a_host_that_the_connection_does_not_list_is_refused_before_anything_is_sent() {
    let house = connected(only_our_builds()).await;
    let before = house.simulator.control().api_requests().len();
    for url in ["https://evil.example/", "https://ci.acme.example@evil.example/", "https://acme.example/"] {
        let refused = house.invoke("alice", CREATE, hook(url)).await.unwrap();
        assert_eq!(
            (refused.status, refused.kind().as_str()),
            (403, "POLICY_DENIED"),
            "{url}: {}",
            refused.text
        );
        assert_eq!(refused.json()["layer"], "callback-host", "{}", refused.text);
    }
    assert_eq!(house.simulator.control().api_requests().len(), before);
    let made = house.invoke("alice", CREATE, hook("https://ci.acme.example/hook")).await.unwrap();
    assert_eq!(made.status, 200, "{}", made.text);
}

#[tokio::test]
async fn one_that_is_there_is_not_turned_elsewhere() {
    let house = connected(only_our_builds()).await;
    let made = house.invoke("alice", CREATE, hook("https://ci.acme.example/hook")).await.unwrap().data();
    let mut changed = hook("https://evil.example/");
    changed["uid"] = made["uuid"].clone();
    let refused = house.invoke("alice", "bitbucket_webhook_update", changed.clone()).await.unwrap();
    assert_eq!(refused.kind(), "POLICY_DENIED", "{}", refused.text);
    changed["url"] = json!("https://builds.acme.example/");
    let turned = house.invoke("alice", "bitbucket_webhook_update", changed).await.unwrap();
    assert_eq!(
        (turned.status, &turned.data()["url"]),
        (200, &json!("https://builds.acme.example/")),
        "{}",
        turned.text
    );
}
