use innkeeper_simulator::Scope;
use serde_json::{Value, json};

use super::lab::{Lab, in_path, texts};

const REVIEWERS: &str = "/repositories/acme/website/default-reviewers";
const EFFECTIVE: &str = "/repositories/acme/website/effective-default-reviewers";

/// Where somebody is among the default reviewers, by UUID.
fn place(uuid: &Value) -> String {
    format!("{REVIEWERS}/{}", in_path(uuid))
}

#[tokio::test]
async fn a_default_reviewer_is_added_once_and_removed() {
    let lab = Lab::start().await;
    let alice = lab.get("/user").await.json;
    let path = place(&alice["uuid"]);
    assert_eq!(lab.get(&path).await.status, 404);
    assert_eq!(lab.put(&path, json!({})).await.json["uuid"], alice["uuid"]);
    assert_eq!(lab.put(&path, json!({})).await.status, 200);
    assert_eq!(texts(&lab.get(REVIEWERS).await.json, "/nickname"), ["alice"]);
    assert_eq!(lab.get(&path).await.status, 200);
    assert_eq!(lab.delete(&path).await.status, 204);
    assert_eq!(lab.get(REVIEWERS).await.json["size"], 0);
}

#[tokio::test]
async fn those_of_the_project_are_inherited() {
    let lab = Lab::start().await;
    let alice = lab.get("/user").await.json;
    lab.put(&place(&alice["uuid"]), json!({})).await;
    let page = lab.get(EFFECTIVE).await.json;
    assert_eq!(texts(&page, "/user/nickname"), ["alice", "bob"]);
    assert_eq!(texts(&page, "/reviewer_type"), ["repository", "project"]);
    assert_eq!(lab.get(REVIEWERS).await.json["size"], 1);
}

#[tokio::test]
async fn a_reviewer_is_somebody_with_access() {
    let lab = Lab::start().await;
    assert_eq!(lab.put(&format!("{REVIEWERS}/nobody"), json!({})).await.status, 404);
    let bob = Lab::start_as("bob", &Scope::ALL).await.get("/user").await.json;
    let path = place(&bob["uuid"]);
    assert_eq!(lab.put(&path, json!({"force": true})).await.status, 400);
    lab.control().accept_permission_writes();
    let developers = "/repositories/acme/website/permissions-config/groups/developers";
    assert_eq!(lab.delete(developers).await.status, 204);
    assert_eq!(lab.put(&path, json!({})).await.status, 400);
}

#[tokio::test]
async fn everybody_looks_and_administrators_change() {
    let lab = Lab::start_as("bob", &Scope::ALL).await;
    let bob = lab.get("/user").await.json;
    assert_eq!(lab.get(REVIEWERS).await.status, 200);
    assert_eq!(lab.put(&place(&bob["uuid"]), json!({})).await.status, 403);
    assert_eq!(lab.delete(&place(&bob["uuid"])).await.status, 403);
}
