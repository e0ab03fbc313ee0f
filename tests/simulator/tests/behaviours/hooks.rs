use innkeeper_simulator::Scope;
use serde_json::{Value, json};

use super::lab::{Lab, in_path, texts};

const HOOKS: &str = "/repositories/acme/website/hooks";
const OF_WORKSPACE: &str = "/workspaces/acme/hooks";

fn hook(events: &[&str]) -> Value {
    json!({"url": "https://hooks.example/in", "events": events})
}

fn place(collection: &str, hook: &Value) -> String {
    format!("{collection}/{}", in_path(&hook["uuid"]))
}

#[tokio::test]
async fn a_webhook_is_installed_changed_and_removed() {
    let lab = Lab::start().await;
    for (collection, subject) in [(HOOKS, "repository"), (OF_WORKSPACE, "workspace")] {
        let made = lab.post(collection, hook(&["repo:push"])).await;
        assert_eq!(made.status, 201);
        assert_eq!((&made.json["subject_type"], &made.json["active"]), (&json!(subject), &json!(true)));
        let path = place(collection, &made.json);
        let mut changed = hook(&["repo:push", "pullrequest:created"]);
        changed["active"] = json!(false);
        assert_eq!(lab.put(&path, changed).await.json["events"][1], "pullrequest:created");
        assert_eq!(lab.get(&path).await.json["active"], false);
        assert_eq!(texts(&lab.get(collection).await.json, "/url"), ["https://hooks.example/in"]);
        assert_eq!(lab.delete(&path).await.status, 204);
        assert_eq!(lab.get(&path).await.status, 404);
        assert_eq!(lab.get(collection).await.json["size"], 0);
    }
}

#[tokio::test]
async fn a_secret_stays_unless_it_is_replaced_or_removed() {
    let lab = Lab::start().await;
    let mut new = hook(&["repo:push"]);
    new["secret"] = json!("not to be seen");
    let made = lab.post(HOOKS, new).await;
    assert_eq!(made.json["secret_set"], true);
    assert!(!made.text.contains("not to be seen"));
    let path = place(HOOKS, &made.json);
    assert_eq!(lab.put(&path, hook(&["repo:push"])).await.json["secret_set"], true);
    let mut without = hook(&["repo:push"]);
    without["secret"] = Value::Null;
    assert_eq!(lab.put(&path, without).await.json["secret_set"], false);
}

#[tokio::test]
async fn a_webhook_has_a_public_address_and_known_events() {
    let lab = Lab::start().await;
    let field = async |hook: Value| {
        let answer = lab.post(HOOKS, hook).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        answer.json["error"]["fields"].as_object().unwrap().keys().next().unwrap().clone()
    };
    let mut inside = hook(&["repo:push"]);
    inside["url"] = json!("http://10.0.0.1/");
    assert_eq!(field(inside).await, "url");
    assert_eq!(field(hook(&[])).await, "events");
    assert_eq!(field(hook(&["repo:push", "repo:push"])).await, "events");
    assert_eq!(field(hook(&["repo:explode"])).await, "events.0");
    let mut long = hook(&["repo:push"]);
    long["secret"] = json!("x".repeat(129));
    assert_eq!(field(long).await, "secret");
}

#[tokio::test]
async fn each_event_needs_the_scope_of_what_it_is_about() {
    let lab = Lab::start_as("alice", &[Scope::Webhook, Scope::Repository]).await;
    assert_eq!(lab.post(HOOKS, hook(&["repo:push"])).await.status, 201);
    let refusal = lab.post(HOOKS, hook(&["repo:push", "pullrequest:created"])).await;
    assert_eq!(refusal.status, 403);
    assert_eq!(refusal.json["error"]["detail"]["required"], json!(["repository", "pullrequest"]));
    let lab = Lab::start_as("alice", &[Scope::Repository]).await;
    assert_eq!(lab.get(HOOKS).await.status, 403);
}

#[tokio::test]
async fn webhooks_are_for_administrators() {
    let lab = Lab::start_as("bob", &Scope::ALL).await;
    for collection in [HOOKS, OF_WORKSPACE] {
        assert_eq!(lab.get(collection).await.status, 403);
        assert_eq!(lab.post(collection, hook(&["repo:push"])).await.status, 403);
    }
    assert_eq!(lab.get("/workspaces/globex/hooks").await.status, 404);
}
