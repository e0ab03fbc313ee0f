use innkeeper_simulator::Scope;
use serde_json::{Value, json};

use super::lab::{Lab, each, in_path};

const REPOSITORY: &str = "/repositories/acme/payments-api";
const ENVIRONMENTS: &str = "/repositories/acme/payments-api/environments";
const DEPLOYMENTS: &str = "/repositories/acme/payments-api/deployments";

fn environment(name: &str, stage: &str) -> Value {
    json!({
        "type": "deployment_environment",
        "name": name,
        "environment_type": {"type": "deployment_environment_type", "name": stage},
    })
}

async fn staging(lab: &Lab) -> Value {
    let page = lab.get(ENVIRONMENTS).await.json;
    page["values"].as_array().unwrap().iter().find(|item| item["name"] == "Staging").unwrap().clone()
}

async fn start_deployment(lab: &Lab) {
    let selector = json!({"type": "custom", "pattern": "deploy-to-staging"});
    let target = json!({
        "type": "pipeline_ref_target", "ref_type": "branch", "ref_name": "main", "selector": selector,
    });
    assert_eq!(lab.post(&format!("{REPOSITORY}/pipelines"), json!({"target": target})).await.status, 201);
}

async fn look(lab: &Lab, build: u64) {
    lab.get(&format!("{REPOSITORY}/pipelines/{build}")).await;
}

#[tokio::test]
async fn an_environment_is_created_read_and_deleted() {
    let lab = Lab::start().await;
    let created = lab.post(ENVIRONMENTS, environment("eu-production", "Production")).await;
    assert_eq!(created.status, 201);
    assert_eq!(created.json["environment_type"]["name"], "Production");
    let path = format!("{ENVIRONMENTS}/{}", in_path(&created.json["uuid"]));
    assert_eq!(lab.get(&path).await.json, created.json);
    let names = each(&lab.get(ENVIRONMENTS).await.json, "/name");
    assert_eq!(names, ["Test", "Staging", "Production", "eu-production"]);

    assert_eq!(lab.delete(&path).await.status, 204);
    assert_eq!(lab.get(&path).await.status, 404);
    assert_eq!(lab.get(ENVIRONMENTS).await.json["size"], 3);
}

#[tokio::test]
async fn a_name_is_taken_once_and_a_type_is_one_of_three() {
    let lab = Lab::start().await;
    assert_eq!(lab.post(ENVIRONMENTS, environment("Staging", "Staging")).await.status, 409);
    assert_eq!(lab.post(ENVIRONMENTS, environment("x", "Moon")).await.status, 400);
    assert_eq!(lab.post(ENVIRONMENTS, json!({"name": "x"})).await.status, 400);
    let mut body = environment("x", "Test");
    body["rank"] = json!(1);
    assert_eq!(lab.post(ENVIRONMENTS, body).await.status, 400);
}

#[tokio::test]
async fn an_environment_takes_its_variables_along() {
    let lab = Lab::start().await;
    let created = lab.post(ENVIRONMENTS, environment("eu", "Production")).await.json;
    let uuid = in_path(&created["uuid"]);
    let variables = format!("{REPOSITORY}/deployments_config/environments/{uuid}/variables");
    lab.post(&variables, json!({"key": "A", "value": "1"})).await;
    assert_eq!(lab.get(&variables).await.json["size"], 1);
    lab.delete(&format!("{ENVIRONMENTS}/{uuid}")).await;
    assert_eq!(lab.get(&variables).await.status, 404);
    let again = in_path(&lab.post(ENVIRONMENTS, environment("eu", "Production")).await.json["uuid"]);
    let variables = format!("{REPOSITORY}/deployments_config/environments/{again}/variables");
    assert_eq!(lab.get(&variables).await.json["size"], 0);
}

#[tokio::test]
async fn writing_needs_a_read_scope_and_an_administrator() {
    let reader = Lab::start_as("alice", &[Scope::Pipeline]).await;
    assert_eq!(reader.post(ENVIRONMENTS, environment("eu", "Production")).await.status, 201);
    let bob = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(bob.post(ENVIRONMENTS, environment("eu", "Production")).await.status, 403);
    let path = format!("{ENVIRONMENTS}/{}", in_path(&staging(&bob).await["uuid"]));
    assert_eq!(bob.delete(&path).await.status, 403);
}

#[tokio::test]
async fn a_step_that_deploys_makes_a_deployment() {
    let lab = Lab::start().await;
    start_deployment(&lab).await;
    assert_eq!(lab.get(DEPLOYMENTS).await.json["size"], 0);
    look(&lab, 2).await;
    look(&lab, 2).await;
    assert_eq!(each(&lab.get(DEPLOYMENTS).await.json, "/state/name"), ["IN_PROGRESS"]);
    look(&lab, 2).await;

    let page = lab.get(DEPLOYMENTS).await.json;
    let deployment = &page["values"][0];
    assert_eq!(deployment["state"]["status"]["name"], "SUCCESSFUL");
    assert_eq!(deployment["environment"]["uuid"], staging(&lab).await["uuid"]);
    assert_eq!(deployment["release"]["name"], "#2");
    assert_eq!(deployment["state"]["deployer"]["nickname"], "alice");
    let path = format!("{DEPLOYMENTS}/{}", in_path(&deployment["uuid"]));
    assert_eq!(lab.get(&path).await.json, *deployment);
    assert_eq!(lab.get(&format!("{DEPLOYMENTS}/%7B0%7D")).await.status, 404);
}

#[tokio::test]
async fn a_stopped_run_is_a_stopped_deployment() {
    let lab = Lab::start().await;
    start_deployment(&lab).await;
    look(&lab, 2).await;
    look(&lab, 2).await;
    lab.post(&format!("{REPOSITORY}/pipelines/2/stopPipeline"), json!({})).await;
    assert_eq!(each(&lab.get(DEPLOYMENTS).await.json, "/state/status/name"), ["STOPPED"]);
}

#[tokio::test]
async fn a_run_without_a_deploying_step_deploys_nothing() {
    let lab = Lab::start().await;
    let target = json!({"type": "pipeline_ref_target", "ref_type": "branch", "ref_name": "main"});
    lab.post(&format!("{REPOSITORY}/pipelines"), json!({"target": target})).await;
    for _ in 0..4 {
        look(&lab, 2).await;
    }
    assert_eq!(lab.get(DEPLOYMENTS).await.json["size"], 0);
}
