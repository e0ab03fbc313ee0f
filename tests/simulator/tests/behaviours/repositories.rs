use innkeeper_simulator::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::lab::{Answer, Lab, read, slugs};

const REPOSITORY: &str = "/repositories/acme/tide-tables";

async fn put(lab: &Lab, path: &str, body: Value) -> Answer {
    let request = lab.request(Method::PUT, path).header("content-type", "application/json");
    read(request.body(body.to_string()).send().await.unwrap()).await
}

async fn delete(lab: &Lab, path: &str) -> u16 {
    lab.request(Method::DELETE, path).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_created_repository_is_read_listed_and_watched() {
    let lab = Lab::start().await;
    let body = json!({
        "scm": "git", "description": "When the sea comes", "is_private": true, "project": {"key": "CORE"},
    });
    let created = lab.post(REPOSITORY, body).await;
    assert_eq!((created.status, &created.json["description"]), (200, &json!("When the sea comes")));
    assert_eq!((&created.json["mainbranch"], &created.json["is_private"]), (&Value::Null, &json!(true)));

    assert_eq!(lab.get(REPOSITORY).await.json["uuid"], created.json["uuid"]);
    let page = lab.query("/repositories/acme", &[("q", r#"name ~ "tide""#)]).await.json;
    assert_eq!(slugs(&page), ["tide-tables"]);
    let watchers = lab.get(&format!("{REPOSITORY}/watchers")).await.json;
    assert_eq!((&watchers["size"], &watchers["values"][0]["nickname"]), (&json!(1), &json!("alice")));
}

#[tokio::test]
async fn what_nobody_said_is_public() {
    let lab = Lab::start().await;
    assert_eq!(lab.post(REPOSITORY, json!({})).await.json["is_private"], false);
}

#[tokio::test]
async fn a_slug_is_taken_once() {
    let lab = Lab::start().await;
    let answer = lab.post("/repositories/acme/website", json!({})).await;
    assert_eq!(answer.status, 400);
    assert!(answer.json["error"]["message"].as_str().unwrap().contains("already exists"));
}

#[tokio::test]
async fn a_repository_that_cannot_be_is_refused() {
    let lab = Lab::start().await;
    for body in [
        json!({"scm": "hg"}),
        json!({"project": {"key": "NONE"}}),
        json!({"project_key": "CORE"}),
        json!({"is_private": "yes"}),
        json!({"name": " "}),
    ] {
        assert_eq!(lab.post(REPOSITORY, body.clone()).await.status, 400, "{body}");
    }
    assert_eq!(lab.post("/repositories/acme/Tide%20Tables", json!({})).await.status, 400);
    assert_eq!(lab.get(REPOSITORY).await.status, 404);
}

#[tokio::test]
async fn only_administrators_create_change_and_delete() {
    let bob = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(bob.post(REPOSITORY, json!({})).await.status, 400);
    assert_eq!(put(&bob, "/repositories/acme/website", json!({"description": "Mine"})).await.status, 403);
    assert_eq!(delete(&bob, "/repositories/acme/website").await, 403);
    assert_eq!(delete(&bob, "/repositories/globex/reactor").await, 404);
    let answer = bob.get("/repositories/acme/website").await.json;
    assert_eq!(answer["description"], "The public web site and shop.");
}

#[tokio::test]
async fn a_put_changes_what_is_there_and_creates_what_is_not() {
    let lab = Lab::start().await;
    let changed = put(&lab, "/repositories/acme/website", json!({"description": "Shop"})).await;
    assert_eq!((changed.status, &changed.json["description"]), (200, &json!("Shop")));
    assert_eq!(changed.json["language"], "typescript");
    assert_eq!(put(&lab, "/repositories/acme/wesbite", json!({"description": "Shop"})).await.status, 201);
    assert_eq!(lab.get("/repositories/acme").await.json["size"], 13);
}

#[tokio::test]
async fn another_name_moves_a_repository() {
    let lab = Lab::start().await;
    let request = lab.request(Method::PUT, "/repositories/acme/infra");
    let request = request.header("content-type", "application/json").body(r#"{"name":"Cloud Base"}"#);
    let response = request.send().await.unwrap();
    assert!(response.headers()["location"].to_str().unwrap().ends_with("/repositories/acme/cloud_base"));
    assert_eq!(lab.get("/repositories/acme/cloud_base").await.json["name"], "Cloud Base");
    assert_eq!(lab.get("/repositories/acme/infra").await.status, 404);
    let taken = put(&lab, "/repositories/acme/cloud_base", json!({"name": "website"})).await;
    assert_eq!(taken.status, 400);
    let branch = put(&lab, "/repositories/acme/website", json!({"mainbranch": {"name": "none"}})).await;
    assert!(branch.json["error"]["fields"].get("mainbranch.name").is_some());
}

#[tokio::test]
async fn a_deleted_repository_is_nowhere() {
    let lab = Lab::start().await;
    let uuid = lab.get("/repositories/acme/payments-api").await.json["uuid"].as_str().unwrap().to_owned();
    assert_eq!(delete(&lab, "/repositories/acme/payments-api?redirect_to=elsewhere").await, 204);
    for path in ["", "/refs/branches", "/pullrequests", "/watchers", "/downloads", "/src/main/"] {
        assert_eq!(lab.get(&format!("/repositories/acme/payments-api{path}")).await.status, 404, "{path}");
    }
    let by_uuid = uuid.replace('{', "%7B").replace('}', "%7D");
    assert_eq!(lab.get(&format!("/repositories/acme/{by_uuid}")).await.status, 404);
    assert_eq!(lab.get("/repositories/acme").await.json["size"], 11);
    let hits =
        lab.query("/workspaces/acme/search/code", &[("search_query", "charge repo:payments-api")]).await;
    assert_eq!(hits.json["size"], 0);
    assert_eq!(delete(&lab, "/repositories/acme/payments-api").await, 404);

    let again = lab.post("/repositories/acme/payments-api", json!({})).await;
    assert_eq!(again.status, 200);
    assert_ne!(again.json["uuid"], json!(uuid));
}

#[tokio::test]
async fn deleting_needs_a_scope_of_its_own() {
    let lab = Lab::start_as("alice", &[Scope::Repository, Scope::RepositoryAdmin]).await;
    assert_eq!(delete(&lab, "/repositories/acme/infra").await, 403);
    assert_eq!(lab.get("/repositories/acme/infra").await.status, 200);
}

#[tokio::test]
async fn a_fork_has_the_code_and_knows_its_parent() {
    let lab = Lab::start().await;
    let body = json!({"name": "Shop window", "workspace": {"slug": "globex"}});
    let fork = lab.post("/repositories/acme/website/forks", body).await;
    assert_eq!((fork.status, &fork.json["full_name"]), (201, &json!("globex/shop_window")));
    assert_eq!(fork.json["parent"]["full_name"], "acme/website");
    let forks = lab.get("/repositories/acme/website/forks").await.json;
    assert_eq!(slugs(&forks), ["shop_window"]);

    let tip = |branches: &Value| branches["values"][0]["target"]["hash"].clone();
    let [original, copied] = ["acme/website", "globex/shop_window"]
        .map(|name| format!("/repositories/{name}/refs/branches?q=name%3D%22develop%22"));
    assert_eq!(tip(&lab.get(&original).await.json), tip(&lab.get(&copied).await.json));
    assert_eq!(lab.get("/repositories/globex/shop_window/pullrequests").await.json["size"], 0);

    assert_eq!(delete(&lab, "/repositories/acme/website").await, 204);
    assert_eq!(lab.get("/repositories/globex/shop_window").await.json["parent"], Value::Null);
}

#[tokio::test]
async fn a_fork_needs_a_place_and_a_name_of_its_own() {
    let lab = Lab::start().await;
    let forks = "/repositories/acme/website/forks";
    for body in [
        json!({}),
        json!({"workspace": {"slug": "acme"}}),
        json!({"workspace": {"slug": "initech"}, "name": "x"}),
        json!({"name": "x", "is_private": false}),
        json!({"name": "x", "parent": {}}),
    ] {
        assert_eq!(lab.post(forks, body.clone()).await.status, 400, "{body}");
    }
    assert_eq!(lab.get(forks).await.json["size"], 0);
    put(&lab, "/repositories/acme/website", json!({"fork_policy": "no_forks"})).await;
    assert_eq!(lab.post(forks, json!({"name": "x"})).await.status, 403);
}

#[tokio::test]
async fn forks_in_hidden_workspaces_are_not_listed() {
    let lab = Lab::start().await;
    lab.post("/repositories/acme/website/forks", json!({"name": "a", "workspace": {"slug": "globex"}})).await;
    lab.post("/repositories/acme/website/forks", json!({"name": "b"})).await;
    let consumer = lab.simulator.default_consumer();
    let token = lab.control().issue_tokens("bob", &consumer.key).unwrap().access_token;
    let url = format!("{}/repositories/acme/website/forks", lab.simulator.api_base());
    let page = read(lab.client.get(url).bearer_auth(token).send().await.unwrap()).await.json;
    assert_eq!(slugs(&page), ["b"]);
}
