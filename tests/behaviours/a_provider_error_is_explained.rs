//! What a provider's failure becomes: a kind to act on, and nothing that the provider should have kept to itself.

use std::time::Duration;

use innkeeper::Settings;
use innkeeper_simulator::{Fault, Scope};
use innkeeper_tests::{House, Plan, Reply};
use serde_json::{Value, json};

/// A host that waits for its provider no longer than a second.
fn impatient() -> Plan {
    let settings = |settings: &mut Settings| settings.limits.upstream_timeout_s = 1;
    Plan { settings, ..Plan::default() }
}

async fn connected(plan: Plan) -> House {
    let house = House::plan(plan).await.unwrap();
    house.connect("alice").await.unwrap();
    house
}

async fn read(house: &House) -> Reply {
    house.invoke("alice", "bitbucket_repositories_list", json!({ "workspace": "acme" })).await.unwrap()
}

async fn write(house: &House, branch: &str) -> Reply {
    let input = json!({ "workspace": "acme", "repo_slug": "website", "name": branch, "target_hash": "main" });
    house.invoke("alice", "bitbucket_branch_create", input).await.unwrap()
}

/// Whether the same call may be made again.
fn failed(reply: &Reply, status: u16, kind: &str, can_retry: bool) -> Value {
    assert_eq!((reply.status, reply.kind().as_str()), (status, kind), "{}", reply.text);
    assert_eq!(reply.json()["can_retry"], can_retry, "{}", reply.text);
    assert_eq!(reply.headers["content-type"], "application/problem+json");
    reply.json()
}

#[tokio::test]
async fn the_providers_own_words_are_passed_on() {
    let house = connected(Plan::default()).await;
    let input = json!({ "workspace": "acme", "repo_slug": "no-such" });
    let reply = house.invoke("alice", "bitbucket_repository_get", input).await.unwrap();
    let problem = failed(&reply, 502, "UPSTREAM_NOT_FOUND", false);
    assert!(reply.detail().contains("Repository acme/no-such not found"), "{problem}");
    assert_eq!(problem["upstream_status"], 404);
    // A refused input names its fields.
    assert_eq!(write(&house, "feature/x").await.status, 200);
    let reply = write(&house, "not a branch").await;
    let problem = failed(&reply, 502, "UPSTREAM_VALIDATION", false);
    assert_eq!(problem["violations"][0]["path"], "/name", "{problem}");
}

#[tokio::test]
async fn a_page_for_people_is_not_passed_on() {
    let house = connected(Plan::default()).await;
    house.simulator.control().fail_next(Fault::Html404);
    let reply = read(&house).await;
    failed(&reply, 502, "UPSTREAM_NOT_FOUND", false);
    let said = format!("{:?} {}", reply.headers, reply.text);
    for private in
        ["simulated-web-token", "alice@acme.example", "currentUser", "bb-bootstrap", "<html", "display:flex"]
    {
        assert!(!said.contains(private), "{private} is in {said}");
    }
}

#[tokio::test]
async fn a_failure_of_the_provider_invites_a_second_try_of_a_read_only() {
    let house = connected(Plan::default()).await;
    let control = house.simulator.control();
    for (fault, status, kind) in
        [(Fault::Status(500), 502, "UPSTREAM_SERVER"), (Fault::Timeout555, 504, "UPSTREAM_TIMEOUT")]
    {
        control.fail_next(fault.clone());
        failed(&read(&house).await, status, kind, true);
        control.fail_next(fault);
        failed(&write(&house, "feature/x").await, status, kind, false);
    }
    for (answer, kind) in [(403, "UPSTREAM_FORBIDDEN"), (409, "UPSTREAM_CONFLICT"), (410, "UPSTREAM_GONE")] {
        control.fail_next(Fault::Status(answer));
        failed(&read(&house).await, 502, kind, false);
    }
}

#[tokio::test]
async fn a_grant_that_is_too_narrow_is_noticed_before_anything_is_sent() {
    let scopes = Some(vec![Scope::Account, Scope::Email, Scope::Repository]);
    let house = connected(Plan { scopes, ..Plan::default() }).await;
    let sent = house.simulator.control().api_requests().len();
    let reply = write(&house, "feature/x").await;
    let problem = failed(&reply, 403, "SCOPE_MISSING", false);
    assert_eq!(problem["missing_scopes"], json!(["repository:write"]));
    assert!(reply.detail().contains("tick repository:write"), "{problem}");
    assert_eq!(house.simulator.control().api_requests().len(), sent, "it left the host");
    assert_eq!(read(&house).await.status, 200);
}

#[tokio::test]
async fn a_provider_that_is_too_slow_is_not_waited_for() {
    let house = connected(impatient()).await;
    for fault in [Fault::Stall(Duration::from_secs(20)), Fault::DripBody] {
        house.simulator.control().fail_next(fault.clone());
        let reply = read(&house).await;
        let problem = failed(&reply, 504, "UPSTREAM_TIMEOUT", true);
        assert!(reply.detail().contains("1000 ms"), "{fault:?}: {problem}");
    }
    // What was asked may have been done.
    house.simulator.control().fail_next(Fault::Stall(Duration::from_secs(20)));
    failed(&write(&house, "feature/x").await, 504, "UPSTREAM_TIMEOUT", false);
}

#[tokio::test]
async fn a_write_is_not_sent_twice_when_the_connection_breaks() {
    let house = connected(Plan::default()).await;
    house.simulator.control().fail_next(Fault::BreakConnection);
    failed(&write(&house, "feature/once").await, 502, "UPSTREAM_NETWORK", false);
    let requests = house.simulator.control().api_requests();
    let posts = requests.iter().filter(|request| request.method == "POST").count();
    assert_eq!(posts, 1, "{requests:?}");
    let input = json!({ "workspace": "acme", "repo_slug": "website", "q": "name = \"feature/once\"" });
    let reply = house.invoke("alice", "bitbucket_branches_list", input).await.unwrap();
    assert_eq!(reply.data()["values"].as_array().unwrap().len(), 1, "what was asked was done");

    for _ in 0..3 {
        house.simulator.control().fail_next(Fault::BreakConnection);
    }
    failed(&read(&house).await, 502, "UPSTREAM_NETWORK", true);
}

#[tokio::test]
async fn a_redirect_that_no_endpoint_declares_is_not_followed() {
    let house = connected(Plan::default()).await;
    let away = house.simulator.storage_origin().to_owned();
    for place in [format!("{away}/collect?x=1"), "https://evil.example/collect?x=1".to_owned()] {
        house.simulator.control().fail_next(Fault::RedirectTo(place));
        let reply = read(&house).await;
        let problem = failed(&reply, 500, "GUEST_EGRESS_DENIED", false);
        assert!(reply.detail().contains("does not declare"), "{problem}");
        assert!(!reply.text.contains("x=1"), "{problem}");
    }
    assert_eq!(house.simulator.control().storage_requests(), [], "somebody else was asked");
}
