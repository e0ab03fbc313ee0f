//! A machine that clones gets a key, and loses it.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_deploy_key_create",
    "bitbucket_deploy_key_delete",
    "bitbucket_deploy_key_get",
    "bitbucket_deploy_keys_list",
];

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHvbc2RhZmFzZGZhc2RmYXNkZmFzZGZhc2Rm";

#[tokio::test]
async fn a_machine_gets_a_deploy_key() {
    let story = Story::begin().await;
    let new = |key: &str| json!({ "repo_slug": "infra", "key": key, "label": "Build machine 7" });
    let made = story.call("bitbucket_deploy_key_create", new(&format!("{KEY} ci@build-7"))).await;
    assert_eq!((&made["key"], &made["comment"]), (&json!(KEY), &json!("ci@build-7")));
    story.refused("bitbucket_deploy_key_create", new(KEY), "UPSTREAM_VALIDATION").await;
    let private = "-----BEGIN OPENSSH PRIVATE KEY-----";
    let refusal = story.refused("bitbucket_deploy_key_create", new(private), "BAD_INPUT").await;
    assert_eq!(refusal["violations"][0]["path"], "/key");

    let one = json!({ "repo_slug": "infra", "key_id": made["id"] });
    let read = story.call("bitbucket_deploy_key_get", one.clone()).await;
    assert_eq!((&read["label"], &read["owner"]["nickname"]), (&json!("Build machine 7"), &json!("alice")));
    let all = json!({ "repo_slug": "infra", "fields": "compact" });
    let page = story.call("bitbucket_deploy_keys_list", all.clone()).await;
    assert_eq!((&page["values"][0]["id"], &page["values"][0]["key"]), (&made["id"], &json!(null)));

    story.call("bitbucket_deploy_key_delete", one.clone()).await;
    story.refused("bitbucket_deploy_key_get", one, "UPSTREAM_NOT_FOUND").await;
    assert_eq!(story.call("bitbucket_deploy_keys_list", all).await["size"], 0);
    story.end(TELLS);
}
