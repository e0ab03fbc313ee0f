//! A repository is forked within its workspace, and not out of it.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] =
    &["bitbucket_repository_fork", "bitbucket_repository_forks_list", "bitbucket_file_read"];

#[tokio::test]
async fn a_repository_is_forked() {
    let story = Story::begin().await;
    let original = || json!({ "repo_slug": "auth-gateway" });
    let into = |workspace: &str, name: &str| json!({ "repo_slug": "auth-gateway", "workspace_destination": workspace, "name": name });
    let fork = story.call("bitbucket_repository_fork", into("acme", "Gateway Trial")).await;
    assert_eq!(fork["parent"]["full_name"], "acme/auth-gateway");
    story.refused("bitbucket_repository_fork", into("acme", "auth-gateway"), "UPSTREAM_VALIDATION").await;
    story.refused("bitbucket_repository_fork", into("initech", "Gateway Trial"), "POLICY_DENIED").await;

    let forks = story.call("bitbucket_repository_forks_list", original()).await;
    assert_eq!((&forks["size"], &forks["values"][0]["uuid"]), (&json!(1), &fork["uuid"]));
    let code = json!({ "repo_slug": fork["slug"].clone(), "commit": "main", "path": "cmd/gateway/main.go" });
    let code = story.call("bitbucket_file_read", code).await;
    assert!(code["content"].as_str().unwrap().contains("verifyToken"));
    story.end(TELLS);
}
