use reqwest::Method;
use serde_json::json;

use super::lab::{Answer, Lab, texts};

const PULL_REQUEST: &str = "/repositories/acme/website/pullrequests/1";

/// Where a read of the pull request leads to, below the API's base.
async fn leads_to(lab: &Lab, what: &str) -> String {
    let response = lab.request(Method::GET, &format!("{PULL_REQUEST}/{what}")).send().await.unwrap();
    assert_eq!(response.status(), 302, "{what}");
    let location = response.headers()["location"].to_str().unwrap();
    location.strip_prefix(lab.simulator.api_base()).unwrap().to_owned()
}

async fn followed(lab: &Lab, what: &str) -> Answer {
    lab.get(&leads_to(lab, what).await).await
}

#[tokio::test]
async fn changes_are_kept_at_the_repository() {
    let lab = Lab::start().await;
    let pull_request = lab.get(PULL_REQUEST).await.json;
    let hash = |end: &str| pull_request[end]["commit"]["hash"].as_str().unwrap().to_owned();
    let spec = format!("acme/website:{}%0D{}", hash("source"), hash("destination"));
    let expected = format!("/repositories/acme/website/diff/{spec}?from_pullrequest_id=1&topic=true");
    assert_eq!(leads_to(&lab, "diff").await, expected);
}

#[tokio::test]
async fn a_diff_a_patch_and_a_summary_tell_of_the_same_change() {
    let lab = Lab::start().await;
    let diff = followed(&lab, "diff").await;
    assert!(diff.text.contains("+++ b/src/header.ts"), "{}", diff.text);
    let patch = followed(&lab, "patch").await;
    assert!(patch.text.contains("Subject: [PATCH 1/1] Show a menu"), "{}", patch.text);
    let summary = followed(&lab, "diffstat?fields=values.new.path&pagelen=5").await.json;
    assert_eq!(summary, json!({"values": [{"new": {"path": "src/header.ts"}}]}));
    assert_eq!(followed(&lab, "conflicts").await.json["size"], 0);
}

#[tokio::test]
async fn the_commits_are_those_that_the_destination_lacks() {
    let lab = Lab::start().await;
    let path = format!("{PULL_REQUEST}/commits");
    let page = lab.get(&path).await.json;
    assert_eq!(texts(&page, "/message"), ["Show a menu"]);
    lab.post(&format!("{PULL_REQUEST}/merge"), json!({"close_source_branch": false})).await;
    assert_eq!(lab.get(&path).await.json["values"], page["values"], "a merge changes no history");
}

#[tokio::test]
async fn without_its_branch_a_pull_request_has_no_commits() {
    let lab = Lab::start().await;
    lab.post(&format!("{PULL_REQUEST}/merge"), json!({"close_source_branch": true})).await;
    assert_eq!(lab.get(&format!("{PULL_REQUEST}/commits")).await.json["size"], 0);
}

#[tokio::test]
async fn an_unknown_pull_request_leads_nowhere() {
    let lab = Lab::start().await;
    for what in ["diff", "patch", "diffstat", "conflicts", "commits"] {
        let path = format!("/repositories/acme/website/pullrequests/99/{what}");
        assert_eq!(lab.get(&path).await.status, 404, "{what}");
    }
    assert_eq!(lab.get(&format!("{PULL_REQUEST}/diff?context=3")).await.status, 400);
}

#[tokio::test]
async fn builds_are_those_of_the_newest_commit_and_of_the_branch() {
    let lab = Lab::start().await;
    let path = format!("{PULL_REQUEST}/statuses");
    assert_eq!(lab.get(&path).await.json["size"], 0);
    let hash = lab.get(PULL_REQUEST).await.json["source"]["commit"]["hash"].as_str().unwrap().to_owned();
    let build = format!("/repositories/acme/website/commit/{hash}/statuses/build");
    for (key, state, refname) in [
        ("unit", "SUCCESSFUL", None),
        ("ui", "FAILED", Some("feature/new-header")),
        ("release", "FAILED", Some("main")),
    ] {
        let mut body = json!({"key": key, "state": state, "url": "https://ci.example/1"});
        if let Some(refname) = refname {
            body["refname"] = json!(refname);
        }
        assert_eq!(lab.post(&build, body).await.status, 201, "{key}");
    }
    let page = lab.query(&path, &[("sort", "key")]).await.json;
    assert_eq!(texts(&page, "/key"), ["ui", "unit"]);
    let failed = lab.query(&path, &[("q", r#"state = "FAILED""#)]).await.json;
    assert_eq!(texts(&failed, "/key"), ["ui"]);
}
