use innkeeper_simulator::Scope;
use reqwest::Method;
use serde_json::json;

use super::lab::{Lab, texts};

const PROJECTS: &str = "/workspaces/acme/projects";

#[tokio::test]
async fn a_project_is_made_changed_and_deleted() {
    let lab = Lab::start().await;
    let made = lab.post(PROJECTS, json!({"key": "LABS", "name": "Labs", "is_private": false})).await;
    assert_eq!((made.status, &made.json["is_private"]), (201, &json!(false)));
    assert_eq!(texts(&lab.get(PROJECTS).await.json, "/key"), ["CORE", "LABS"]);
    let path = format!("{PROJECTS}/LABS");
    let changed = lab.put(&path, json!({"name": "Laboratory", "description": "Trials."})).await;
    assert_eq!((changed.status, &changed.json["uuid"]), (200, &made.json["uuid"]));
    let read = lab.get(&path).await.json;
    assert_eq!((&read["name"], &read["is_private"]), (&json!("Laboratory"), &json!(false)));
    assert_eq!(lab.delete(&path).await.status, 204);
    assert_eq!(lab.get(&path).await.status, 404);
    assert_eq!(lab.delete(&path).await.status, 404);
}

#[tokio::test]
async fn a_project_that_is_not_there_is_created_by_a_put() {
    let lab = Lab::start().await;
    let created = lab.put(&format!("{PROJECTS}/LBAS"), json!({"name": "Labs"})).await;
    assert_eq!((created.status, &created.json["key"]), (201, &json!("LBAS")));
}

#[tokio::test]
async fn repositories_follow_a_key_that_changes() {
    let lab = Lab::start().await;
    let request =
        lab.request(Method::PUT, &format!("{PROJECTS}/CORE")).header("content-type", "application/json");
    let answer = request.body(json!({"key": "BASE", "name": "Base"}).to_string()).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert!(answer.headers()["location"].to_str().unwrap().ends_with("/workspaces/acme/projects/BASE"));
    assert_eq!(lab.get(&format!("{PROJECTS}/CORE")).await.status, 404);
    let repository = lab.get("/repositories/acme/website").await.json;
    assert_eq!(
        (&repository["project"]["key"], &repository["project"]["name"]),
        (&json!("BASE"), &json!("Base"))
    );
    let other = lab.get("/repositories/globex/hydra").await.json;
    assert_eq!(other["project"]["key"], "CORE");
}

#[tokio::test]
async fn a_project_with_repositories_stays() {
    let lab = Lab::start().await;
    assert_eq!(lab.delete(&format!("{PROJECTS}/CORE")).await.status, 403);
    assert_eq!(lab.get(&format!("{PROJECTS}/CORE")).await.status, 200);
}

#[tokio::test]
async fn a_key_is_well_formed_and_there_once() {
    let lab = Lab::start().await;
    for key in ["CORE", "", "1A", "a", "A-B", "A B"] {
        let answer = lab.post(PROJECTS, json!({"key": key, "name": "x"})).await;
        assert_eq!(answer.status, 400, "{key}");
        assert!(answer.json["error"]["fields"].get("key").is_some());
    }
    lab.post(PROJECTS, json!({"key": "LABS", "name": "Labs"})).await;
    assert_eq!(lab.put(&format!("{PROJECTS}/LABS"), json!({"key": "CORE", "name": "x"})).await.status, 400);
}

#[tokio::test]
async fn members_read_projects_and_administrators_change_them() {
    let lab = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(lab.get(&format!("{PROJECTS}/CORE")).await.json["name"], "Core");
    assert_eq!(lab.post(PROJECTS, json!({"key": "LABS", "name": "Labs"})).await.status, 403);
    assert_eq!(lab.put(&format!("{PROJECTS}/CORE"), json!({"name": "x"})).await.status, 403);
    assert_eq!(lab.delete(&format!("{PROJECTS}/CORE")).await.status, 403);
    assert_eq!(lab.get("/workspaces/globex/projects").await.status, 404);
    let lab = Lab::start_as("alice", &[Scope::ProjectAdmin]).await;
    assert_eq!(lab.get(PROJECTS).await.status, 403);
}
