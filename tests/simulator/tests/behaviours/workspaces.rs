use innkeeper_simulator::Scope;
use serde_json::json;

use super::lab::{Lab, texts};

const MEMBERS: &str = "/workspaces/acme/members";
const REPOSITORIES: &str = "/user/workspaces/acme/permissions/repositories";

#[tokio::test]
async fn members_are_found_by_name_and_by_address() {
    let lab = Lab::start().await;
    assert_eq!(texts(&lab.get(MEMBERS).await.json, "/user/nickname"), ["alice", "bob"]);
    let bob = lab.query(MEMBERS, &[("q", "user.nickname = \"bob\"")]).await.json;
    assert_eq!(bob["size"], 1);
    let addresses = "user.email IN (\"alice@home.example\", \"nobody@acme.example\")";
    let alice = lab.query(MEMBERS, &[("q", addresses)]).await.json;
    assert_eq!(texts(&alice, "/user/nickname"), ["alice"]);
    assert!(alice["values"][0]["user"].get("email").is_none());
}

#[tokio::test]
async fn an_address_is_told_to_who_knows_it_and_administers() {
    let lab = Lab::start().await;
    let asked = [("q", "user.email IN (\"bob@acme.example\")"), ("fields", "values.user.email")];
    assert_eq!(texts(&lab.query(MEMBERS, &asked).await.json, "/user/email"), ["bob@acme.example"]);
    let all = lab.query(MEMBERS, &[("fields", "+values.user.email")]).await;
    assert!(!all.text.contains('@'));
    let many: Vec<String> = (0..91).map(|number| format!("\"{number}@acme.example\"")).collect();
    let query = format!("user.email IN ({})", many.join(","));
    assert_eq!(lab.query(MEMBERS, &[("q", &query)]).await.status, 400);
    let lab = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(lab.query(MEMBERS, &asked).await.status, 403);
    assert_eq!(lab.get("/workspaces/globex/members").await.status, 404);
}

#[tokio::test]
async fn a_role_is_that_of_who_asks() {
    let lab = Lab::start().await;
    let own = lab.get("/user/workspaces/acme/permission").await.json;
    assert_eq!((&own["permission"], &own["user"]["nickname"]), (&json!("owner"), &json!("alice")));
    assert_eq!(lab.get("/user/workspaces/globex/permission").await.json["permission"], "member");
    let lab = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(lab.get("/user/workspaces/globex/permission").await.status, 403);
}

#[tokio::test]
async fn the_highest_permission_counts() {
    let lab = Lab::start().await;
    let page = lab.query(REPOSITORIES, &[("q", "permission > \"write\""), ("pagelen", "100")]).await.json;
    assert_eq!(page["size"], 12);
    let infra = lab.query(REPOSITORIES, &[("q", "repository.name = \"infra\"")]).await.json;
    assert_eq!(texts(&infra, "/permission"), ["admin"]);
    let lab = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(lab.query(REPOSITORIES, &[("q", "permission > \"read\"")]).await.json["size"], 12);
    assert_eq!(lab.query(REPOSITORIES, &[("q", "permission > \"write\"")]).await.json["size"], 0);
    assert_eq!(lab.get("/user/workspaces/globex/permissions/repositories").await.status, 403);
}

#[tokio::test]
async fn own_repositories_need_two_scopes() {
    let lab = Lab::start_as("alice", &[Scope::Account]).await;
    assert_eq!(lab.get("/user/workspaces/acme/permission").await.status, 200);
    assert_eq!(lab.get(REPOSITORIES).await.status, 403);
}

#[tokio::test]
async fn workspaces_are_sorted_and_filtered_by_slug() {
    let lab = Lab::start().await;
    let sorted = lab.query("/user/workspaces", &[("sort", "-workspace.slug")]).await.json;
    assert_eq!(texts(&sorted, "/workspace/slug"), ["globex", "acme"]);
    let found = lab.query("/user/workspaces", &[("q", "workspace.slug = \"acme\"")]).await.json;
    assert_eq!(found["size"], 1);
}
