use innkeeper_simulator::Scope;
use serde_json::json;

use super::lab::{Lab, texts};

const WEBSITE: &str = "/repositories/acme/website";
const LOG: &str = "/repositories/acme/website/commits";

/// The hash of the newest commit of a branch of `website`.
async fn tip(lab: &Lab, branch: &str) -> String {
    let commit = lab.query(LOG, &[("include", branch), ("pagelen", "1")]).await.json;
    commit["values"][0]["hash"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_log_has_every_branch_and_tag_unless_told_otherwise() {
    let lab = Lab::start().await;
    assert_eq!(lab.get(LOG).await.json["size"], 3);
    let develop = lab.query(LOG, &[("include", "develop")]).await.json;
    assert_eq!(texts(&develop, "/message"), ["Keep a changelog", "First commit"]);
    let own = lab.query(LOG, &[("include", "develop"), ("exclude", "main")]).await.json;
    assert_eq!(texts(&own, "/message"), ["Keep a changelog"]);
    let both = [("include", "develop"), ("include", "feature/new-header"), ("exclude", "main")];
    assert_eq!(lab.query(LOG, &both).await.json["size"], 2);
}

#[tokio::test]
async fn a_path_narrows_the_log_to_what_changed_it() {
    let lab = Lab::start().await;
    let changed = |path: &'static str| {
        let lab = &lab;
        async move { lab.query(LOG, &[("path", path)]).await.json }
    };
    assert_eq!(texts(&changed("CHANGELOG.md").await, "/message"), ["Keep a changelog"]);
    for folder in ["src", "src/"] {
        assert_eq!(texts(&changed(folder).await, "/message"), ["Show a menu", "First commit"]);
    }
    assert_eq!(changed("sr").await["size"], 0);
    // A merge that takes a file as one side has it has not changed it.
    lab.post(&format!("{WEBSITE}/pullrequests/1/merge"), json!({})).await;
    assert_eq!(texts(&changed("src/header.ts").await, "/message"), ["Show a menu", "First commit"]);
}

#[tokio::test]
async fn an_unknown_revision_is_not_found() {
    let lab = Lab::start().await;
    assert_eq!(lab.query(LOG, &[("include", "nowhere")]).await.status, 404);
    assert_eq!(lab.get(&format!("{WEBSITE}/commit/nowhere")).await.status, 404);
    assert_eq!(lab.get("/repositories/acme/no-such/commits").await.status, 404);
    assert_eq!(lab.query(LOG, &[("revision", "main")]).await.status, 400);
}

#[tokio::test]
async fn a_commit_goes_by_hash_prefix_and_branch() {
    let lab = Lab::start().await;
    let hash = tip(&lab, "develop").await;
    for name in [&hash, &hash[..7], "develop"] {
        let commit = lab.get(&format!("{WEBSITE}/commit/{name}")).await.json;
        assert_eq!(
            (&commit["hash"], &commit["author"]["raw"]),
            (&json!(hash), &json!("Bob <bob@acme.example>"))
        );
    }
}

#[tokio::test]
async fn an_approval_counts_once_and_can_be_withdrawn() {
    let lab = Lab::start().await;
    let commit = format!("{WEBSITE}/commit/{}", tip(&lab, "develop").await);
    let approve = format!("{commit}/approve");
    for _ in 0..2 {
        let approval = lab.post(&approve, json!({})).await;
        assert_eq!((approval.status, &approval.json["approved"]), (200, &json!(true)));
    }
    let participants = lab.get(&commit).await.json["participants"].clone();
    assert_eq!(participants.as_array().unwrap().len(), 1);
    assert_eq!(participants[0]["user"]["nickname"], "alice");
    for _ in 0..2 {
        assert_eq!(lab.delete(&approve).await.status, 204);
    }
    assert_eq!(lab.get(&commit).await.json["participants"], json!([]));
}

#[tokio::test]
async fn an_approval_needs_to_be_a_write() {
    let lab = Lab::start_as("alice", &[Scope::Repository]).await;
    let approve = format!("{WEBSITE}/commit/develop/approve");
    assert_eq!(lab.post(&approve, json!({})).await.status, 403);
    assert_eq!(lab.delete(&approve).await.status, 403);
}

#[tokio::test]
async fn the_pull_requests_of_a_commit_are_indexed_first() {
    let lab = Lab::start().await;
    let path = |branch: &str| format!("{WEBSITE}/commit/{}/pullrequests", branch.replace('/', "%2F"));
    let first = lab.get(&path("feature/new-header")).await;
    assert_eq!((first.status, &first.json["values"]), (202, &json!([])));
    let found = lab.get(&path("feature/new-header")).await;
    assert_eq!((found.status, texts(&found.json, "/title")), (200, vec!["Menu in the header"]));
    assert_eq!(lab.get(&path("main")).await.json["size"], 0);
    lab.post(&format!("{WEBSITE}/pullrequests/1/merge"), json!({})).await;
    let merged = lab.get(&path("feature/new-header")).await.json;
    assert_eq!(texts(&merged, "/state"), ["MERGED"]);
    assert_eq!(lab.get(&format!("{}?pagelen=51", path("main"))).await.status, 400);
}
