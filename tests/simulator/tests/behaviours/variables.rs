//! Variables, wherever they are kept: the same behaviour under three paths.

use innkeeper_simulator::Scope;
use serde_json::{Value, json};

use super::lab::{Lab, each, in_path};

const OF_REPOSITORY: &str = "/repositories/acme/payments-api/pipelines_config/variables";
const OF_WORKSPACE: &str = "/workspaces/acme/pipelines-config/variables";

async fn of_environment(lab: &Lab, name: &str) -> String {
    let page = lab.get("/repositories/acme/payments-api/environments").await.json;
    let found = page["values"].as_array().unwrap().iter().find(|item| item["name"] == name).unwrap();
    let uuid = in_path(&found["uuid"]);
    format!("/repositories/acme/payments-api/deployments_config/environments/{uuid}/variables")
}

async fn everywhere(lab: &Lab) -> [String; 3] {
    [OF_REPOSITORY.to_owned(), OF_WORKSPACE.to_owned(), of_environment(lab, "Staging").await]
}

fn variable(key: &str, value: &str) -> Value {
    json!({"key": key, "value": value})
}

#[tokio::test]
async fn what_is_created_is_listed_changed_and_deleted() {
    let lab = Lab::start().await;
    for path in everywhere(&lab).await {
        let created = lab.post(&path, variable("REGION", "eu")).await;
        assert_eq!((created.status, &created.json["secured"]), (201, &json!(false)), "{path}");
        assert_eq!(lab.get(&path).await.json["values"], json!([created.json]));

        let one = format!("{path}/{}", in_path(&created.json["uuid"]));
        let changed = lab.put(&one, variable("ZONE", "us")).await;
        assert_eq!((changed.status, &changed.json["uuid"]), (200, &created.json["uuid"]));
        let page = lab.get(&path).await.json;
        assert_eq!((each(&page, "/key"), each(&page, "/value")), (vec![json!("ZONE")], vec![json!("us")]));

        assert_eq!(lab.delete(&one).await.status, 204);
        assert_eq!(lab.delete(&one).await.status, 404);
        assert_eq!(lab.put(&one, variable("ZONE", "us")).await.status, 404, "an update does not create");
        assert_eq!(lab.get(&path).await.json["size"], 0);
    }
}

#[tokio::test]
async fn owners_do_not_share_variables() {
    let lab = Lab::start().await;
    let [repository, workspace, staging] = everywhere(&lab).await;
    let production = of_environment(&lab, "Production").await;
    let mut uuids = Vec::new();
    for (path, value) in [(&repository, "r"), (&workspace, "w"), (&staging, "s"), (&production, "p")] {
        let created = lab.post(path, variable("A", value)).await;
        assert_eq!(created.status, 201, "{path}");
        uuids.push(created.json["uuid"].to_string());
    }
    assert_eq!(each(&lab.get(&staging).await.json, "/value"), ["s"]);
    assert_eq!(each(&lab.get(&workspace).await.json, "/value"), ["w"]);
    uuids.sort();
    uuids.dedup();
    assert_eq!(uuids.len(), 4, "each has a UUID of its own");
}

#[tokio::test]
async fn a_single_variable_is_read_but_not_of_an_environment() {
    let lab = Lab::start().await;
    for path in [OF_REPOSITORY, OF_WORKSPACE] {
        let created = lab.post(path, variable("A", "1")).await.json;
        let one = format!("{path}/{}", in_path(&created["uuid"]));
        assert_eq!(lab.get(&one).await.json, created);
    }
    let staging = of_environment(&lab, "Staging").await;
    let created = lab.post(&staging, variable("A", "1")).await.json;
    let one = format!("{staging}/{}", in_path(&created["uuid"]));
    assert_eq!(lab.get(&one).await.status, 405);
}

#[tokio::test]
async fn a_secured_value_never_comes_back() {
    let lab = Lab::start().await;
    for path in everywhere(&lab).await {
        let mut body = variable("TOKEN", "hush");
        body["secured"] = json!(true);
        let created = lab.post(&path, body).await.json;
        let one = format!("{path}/{}", in_path(&created["uuid"]));
        let changed = lab.put(&one, variable("TOKEN", "hush hush")).await.json;
        assert_eq!(changed["secured"], true, "it stays so unless somebody says otherwise");
        let listed = lab.get(&path).await.json;
        assert!(!format!("{created}{changed}{listed}").contains("hush"), "{path}");
    }
}

#[tokio::test]
async fn a_key_is_taken_once() {
    let lab = Lab::start().await;
    for path in everywhere(&lab).await {
        lab.post(&path, variable("A", "1")).await;
        assert_eq!(lab.post(&path, variable("A", "2")).await.status, 409);
        let other = lab.post(&path, variable("B", "2")).await.json;
        let one = format!("{path}/{}", in_path(&other["uuid"]));
        assert_eq!(lab.put(&one, variable("A", "3")).await.status, 409);
        assert_eq!(lab.put(&one, variable("B", "3")).await.status, 200);
    }
}

#[tokio::test]
async fn key_and_value_are_both_needed_and_nothing_unknown_is_taken() {
    let lab = Lab::start().await;
    for path in everywhere(&lab).await {
        for body in [
            json!({"key": "A"}),
            json!({"value": "1"}),
            json!({"key": "A", "value": 1}),
            json!({"key": "A", "value": "1", "masked": true}),
            json!({"key": "1A", "value": "1"}),
            json!({"key": "A-B", "value": "1"}),
        ] {
            assert_eq!(lab.post(&path, body.clone()).await.status, 400, "{body}");
        }
    }
}

#[tokio::test]
async fn a_hyphen_and_an_underscore_are_not_the_same() {
    let lab = Lab::start().await;
    for path in [
        "/repositories/acme/payments-api/pipelines-config/variables",
        "/workspaces/acme/pipelines_config/variables",
    ] {
        assert_eq!(lab.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn writing_is_for_administrators_with_the_scope_for_it() {
    let bob = Lab::start_as("bob", &Scope::ALL).await;
    let reader = Lab::start_as("alice", &[Scope::PipelineWrite]).await;
    for path in everywhere(&bob).await {
        assert_eq!(bob.get(&path).await.status, 200);
        assert_eq!(bob.post(&path, variable("A", "1")).await.status, 403, "{path}");
        assert_eq!(reader.post(&path, variable("A", "1")).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn an_unknown_environment_has_no_variables() {
    let lab = Lab::start().await;
    let path = "/repositories/acme/payments-api/deployments_config/environments/%7B0%7D/variables";
    assert_eq!(lab.get(path).await.status, 404);
    assert_eq!(lab.post(path, variable("A", "1")).await.status, 404);
}
