//! `?refresh=true`: the provider is asked again who an account's user is, and which workspaces there are.

use innkeeper_simulator::{Fault, Scope};
use innkeeper_tests::{House, Reply};
use reqwest::Method;
use serde_json::{Value, json};

async fn path(house: &House) -> String {
    format!("/v1/accounts/{}", house.account("alice").await.unwrap()["id"].as_str().unwrap())
}

async fn refresh(house: &House) -> Reply {
    house.get(&format!("{}?refresh=true", path(house).await)).await.unwrap()
}

async fn refreshed(house: &House) -> Value {
    let reply = refresh(house).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.json(), house.account("alice").await.unwrap(), "it was not kept");
    reply.json()
}

async fn connected() -> House {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    house
}

/// The consumer's scopes without one, from the next token on.
async fn lose(house: &House, scope: Scope) {
    let connection = house.get("/v1/connections/bitbucket").await.unwrap().json();
    let key = connection["client_id"].as_str().unwrap();
    let rest = Scope::ALL.into_iter().filter(|one| *one != scope);
    house.simulator.control().tick_scopes(key, rest).unwrap();
    house.simulator.control().expire_access_tokens();
}

#[tokio::test]
async fn a_new_name_is_learned_when_somebody_asks() {
    let house = connected().await;
    let before = house.account("alice").await.unwrap();
    let asked = house.simulator.control().api_requests().len();
    house.simulator.control().rename_user("alice", "alicia", "Alicia Berg").unwrap();
    let plain = house.get(&path(&house).await).await.unwrap().json();
    assert_eq!((&plain, house.simulator.control().api_requests().len()), (&before, asked));
    let now = refreshed(&house).await;
    let person = &now["provider_account"];
    assert_eq!((&person["username"], &person["last_name"]), (&json!("alicia"), &json!("Berg")));
    assert_eq!(person["uuid"], before["provider_account"]["uuid"]);
    let told = |account: &Value| account["checked_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert!(told(&now) > told(&before));
    let reply = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap().json();
    assert_eq!(reply["account"]["provider_account"]["username"], "alicia");
}

#[tokio::test]
async fn a_workspace_comes_and_goes_with_its_user() {
    let house = connected().await;
    let control = house.simulator.control();
    control.join_workspace("alice", "initech").unwrap();
    let list = json!({ "workspace": "initech" });
    let early = house.invoke("alice", "bitbucket_repositories_list", list.clone()).await.unwrap();
    assert_eq!(early.kind(), "POLICY_DENIED", "not learned yet: {}", early.text);
    assert_eq!(refreshed(&house).await["workspaces"]["allowed"], json!(["acme", "globex", "initech"]));
    let reply = house.invoke("alice", "bitbucket_repositories_list", list.clone()).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    control.leave_workspace("alice", "initech").unwrap();
    assert_eq!(refreshed(&house).await["workspaces"]["allowed"], json!(["acme", "globex"]));
    let sent = control.api_requests().len();
    let late = house.invoke("alice", "bitbucket_repositories_list", list).await.unwrap();
    assert_eq!(
        (late.kind().as_str(), control.api_requests().len()),
        ("POLICY_DENIED", sent),
        "{}",
        late.text
    );
}

#[tokio::test]
async fn a_narrowed_pin_is_not_widened() {
    let house = House::pinned_to("acme").await.unwrap();
    let control = house.simulator.control();
    control.join_workspace("alice", "initech").unwrap();
    assert_eq!(refreshed(&house).await["workspaces"]["allowed"], json!(["acme"]));
    control.leave_workspace("alice", "acme").unwrap();
    assert_eq!(refreshed(&house).await["workspaces"]["allowed"], json!([]));
    let reply = house.invoke("alice", "bitbucket_repositories_list", json!({})).await.unwrap();
    assert_eq!(reply.kind(), "BAD_INPUT", "{}", reply.text);
}

#[tokio::test]
async fn a_lost_email_scope_takes_the_address_and_says_why() {
    let house = connected().await;
    assert_eq!(house.account("alice").await.unwrap()["provider_account"]["email"], "alice@acme.example");
    lose(&house, Scope::Email).await;
    let now = refreshed(&house).await;
    assert_eq!(now["provider_account"]["email"], json!(null));
    let reason = now["provider_account"]["email_missing_reason"].as_str().unwrap();
    assert!(reason.contains("`email` scope"), "{reason}");
    assert!(!now["scopes"].as_array().unwrap().contains(&json!("email")), "{now}");
}

#[tokio::test]
async fn a_lost_account_scope_is_named_and_nothing_is_forgotten() {
    let house = connected().await;
    let before = house.account("alice").await.unwrap();
    lose(&house, Scope::Account).await;
    let reply = refresh(&house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (403, "SCOPE_MISSING"), "{}", reply.text);
    assert_eq!(reply.json()["missing_scopes"], json!(["account"]));
    let after = house.account("alice").await.unwrap();
    for kept in ["provider_account", "workspaces", "checked_at", "status"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
}

#[tokio::test]
async fn a_withdrawn_grant_is_found_out() {
    let house = connected().await;
    house.simulator.control().revoke_grants("alice").unwrap();
    let reply = refresh(&house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (409, "REAUTH_REQUIRED"), "{}", reply.text);
    assert!(reply.json()["connect_url"].as_str().unwrap().starts_with(house.url.as_str()));
    let account = house.account("alice").await.unwrap();
    assert_eq!(account["status"], "REVOKED");
    assert!(account["status_reason"].as_str().unwrap().contains("withdrawn"), "{account}");
    let again = refresh(&house).await;
    assert_eq!((again.status, again.kind().as_str()), (409, "AUTH_REQUIRED"), "{}", again.text);
}

#[tokio::test]
async fn another_user_than_before_changes_nothing() {
    let house = connected().await;
    let before = house.account("alice").await.unwrap();
    house.simulator.control().mix_up_grants("alice", "bob").unwrap();
    let reply = refresh(&house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (409, "CONFLICT"), "{}", reply.text);
    assert!(reply.detail().contains(before["provider_account"]["uuid"].as_str().unwrap()), "{}", reply.text);
    assert!(reply.detail().contains("nothing was changed"), "{}", reply.text);
    assert_eq!(house.account("alice").await.unwrap(), before);
}

#[tokio::test]
async fn a_provider_that_fails_takes_nothing_away() {
    let house = connected().await;
    let before = house.account("alice").await.unwrap();
    house.simulator.control().fail_next_on("/user", Fault::Html404);
    let reply = refresh(&house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (502, "UPSTREAM_NOT_FOUND"), "{}", reply.text);
    assert!(!reply.text.contains("simulated-web-token"), "{}", reply.text);
    assert_eq!(house.account("alice").await.unwrap(), before);
}

#[tokio::test]
async fn whoever_acts_for_the_account_may_ask() {
    let house = connected().await;
    let path = format!("{}?refresh=true", path(&house).await);
    let ask = async |role: &str, identifier: Value, path: &str| {
        let key = json!({ "role": role, "name": "key", "identifier": identifier });
        house.request(Method::GET, path, &house.key(key).await.unwrap(), None).await.unwrap()
    };
    for (role, identifier) in [("operator", json!(null)), ("agent", json!("alice")), ("agent", json!(null))] {
        let reply = ask(role, identifier.clone(), &path).await;
        assert_eq!(reply.status, 200, "{role} {identifier}: {}", reply.text);
    }
    let asked = house.simulator.control().api_requests().len();
    let others = ask("agent", json!("bob"), &path).await;
    assert_eq!((others.status, others.kind().as_str()), (404, "ACCOUNT_NOT_FOUND"), "{}", others.text);
    let auditor = ask("auditor", json!(null), &path).await;
    assert_eq!((auditor.status, auditor.kind().as_str()), (403, "POLICY_DENIED"), "{}", auditor.text);
    let nonsense = ask("operator", json!(null), &path.replace("true", "maybe")).await;
    assert_eq!((nonsense.status, nonsense.kind().as_str()), (422, "BAD_INPUT"), "{}", nonsense.text);
    assert_eq!(house.simulator.control().api_requests().len(), asked, "something was sent");
}

#[tokio::test]
async fn an_account_without_a_grant_gets_a_link() {
    let house = House::open().await.unwrap();
    let reply = refresh(&house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (409, "AUTH_REQUIRED"), "{}", reply.text);
    assert!(reply.json()["connect_url"].as_str().unwrap().contains("/connect/"), "{}", reply.text);
    assert!(house.simulator.control().api_requests().is_empty());
}
