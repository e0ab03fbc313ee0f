use innkeeper_simulator::Scope;
use serde_json::json;

use super::lab::{Lab, texts};

const KEYS: &str = "/repositories/acme/infra/deploy-keys";
const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHvbc2RhZmFzZGZhc2RmYXNkZmFzZGZhc2Rm";

#[tokio::test]
async fn a_key_is_added_with_200_listed_read_and_removed() {
    let lab = Lab::start().await;
    let added = lab.post(KEYS, json!({"key": format!("{KEY} ci@build 7"), "label": "CI"})).await;
    assert_eq!(added.status, 200);
    assert_eq!(added.json["key"], KEY);
    assert_eq!(added.json["comment"], "ci@build 7");
    assert_eq!(texts(&lab.get(KEYS).await.json, "/label"), ["CI"]);
    let path = format!("{KEYS}/{}", added.json["id"]);
    assert_eq!(lab.get(&path).await.json["owner"]["nickname"], "alice");
    assert_eq!(lab.delete(&path).await.status, 204);
    assert_eq!(lab.get(&path).await.status, 404);
    let again = lab.post(KEYS, json!({"key": KEY, "label": "CI"})).await;
    assert_ne!(again.json["id"], added.json["id"]);
}

#[tokio::test]
async fn a_key_is_public_and_there_once() {
    let lab = Lab::start().await;
    for bad in
        ["", "ssh-ed25519", "ssh-dss AAAA", "ssh-rsa not-base64!", "-----BEGIN OPENSSH PRIVATE KEY-----"]
    {
        assert_eq!(lab.post(KEYS, json!({"key": bad, "label": "x"})).await.status, 400, "{bad}");
    }
    assert_eq!(lab.post(KEYS, json!({"key": KEY})).await.status, 400);
    assert_eq!(lab.post(KEYS, json!({"key": KEY, "label": "one"})).await.status, 200);
    let twice = lab.post(KEYS, json!({"key": format!("{KEY} other"), "label": "two"})).await;
    assert_eq!(twice.status, 400);
    assert!(twice.json["error"]["fields"].get("key").is_some());
}

#[tokio::test]
async fn keys_need_both_scopes_and_an_administrator() {
    let lab = Lab::start_as("alice", &[Scope::RepositoryAdmin]).await;
    let answer = lab.get(KEYS).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.json["error"]["detail"]["required"], json!(["repository", "repository:admin"]));
    let lab = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(lab.get(KEYS).await.status, 403);
}
