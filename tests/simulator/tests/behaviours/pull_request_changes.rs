use reqwest::Method;
use serde_json::json;

use super::lab::{Answer, Lab, form, texts};

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

/// Commits a file on a branch of a repository in `acme`; a branch that is not there comes off `main`.
async fn write(lab: &Lab, repository: &str, branch: &str, text: &str) {
    let request = lab.request(Method::POST, &format!("/repositories/acme/{repository}/src"));
    let body = form(&[("branch", branch), ("message", "Note"), ("/NOTES.md", text)]);
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
    assert_eq!(request.send().await.unwrap().status(), 201);
}

async fn propose(lab: &Lab, branch: &str) -> String {
    let body = json!({"title": branch, "source": {"branch": {"name": branch}}});
    let opened = lab.post("/repositories/acme/infra/pullrequests", body).await;
    assert_eq!(opened.status, 201, "{}", opened.text);
    format!("/repositories/acme/infra/pullrequests/{}", opened.json["id"])
}

#[tokio::test]
async fn what_contradicts_the_destination_is_listed_and_not_merged() {
    let lab = Lab::start().await;
    write(&lab, "infra", "red", "red\n").await;
    write(&lab, "infra", "blue", "blue\n").await;
    let (red, blue) = (propose(&lab, "red").await, propose(&lab, "blue").await);
    assert_eq!(lab.post(&format!("{red}/merge"), json!({})).await.status, 200);
    assert_eq!(lab.post(&format!("{blue}/merge"), json!({})).await.status, 409);
    let response = lab.request(Method::GET, &format!("{blue}/conflicts?pagelen=5")).send().await.unwrap();
    let location = response.headers()["location"].to_str().unwrap();
    let page = lab.get(location.strip_prefix(lab.simulator.api_base()).unwrap()).await.json;
    assert_eq!((texts(&page, "/path"), texts(&page, "/scenario")), (vec!["NOTES.md"], vec!["content"]));
    write(&lab, "infra", "blue", "red\n").await;
    assert_eq!(lab.post(&format!("{blue}/merge"), json!({})).await.status, 200);
}

#[tokio::test]
async fn new_commits_of_the_source_are_part_of_the_pull_request() {
    let lab = Lab::start().await;
    write(&lab, "infra", "red", "one\n").await;
    let red = propose(&lab, "red").await;
    write(&lab, "infra", "red", "two\n").await;
    assert_eq!(lab.get(&format!("{red}/commits")).await.json["size"], 2);
    let log = lab.get(&format!("{red}/activity")).await.json;
    assert_eq!(log["values"].as_array().unwrap().len(), 2, "opened, and pushed to");
}

#[tokio::test]
async fn a_fork_proposes_to_what_it_was_forked_from() {
    let lab = Lab::start().await;
    let fork = lab.post("/repositories/acme/infra/forks", json!({"name": "infra-fork"})).await;
    assert_eq!(fork.status, 201, "{}", fork.text);
    write(&lab, "infra-fork", "red", "red\n").await;
    let pull_requests = "/repositories/acme/infra/pullrequests";
    let from = |repository: &str| {
        json!({
            "title": "x",
            "source": {"branch": {"name": "red"}, "repository": {"full_name": repository}},
        })
    };
    assert_eq!(lab.post(pull_requests, from("acme/website")).await.status, 400);
    let opened = lab.post(pull_requests, from("acme/infra-fork")).await;
    assert_eq!(opened.status, 201, "{}", opened.text);
    assert_eq!(opened.json["source"]["repository"]["full_name"], "acme/infra-fork");
    let path = format!("{pull_requests}/{}", opened.json["id"]);

    let (source, destination) =
        (&opened.json["source"]["commit"]["hash"], &opened.json["destination"]["commit"]["hash"]);
    let spec = format!("{}..{}", source.as_str().unwrap(), destination.as_str().unwrap());
    let direct = format!("/repositories/acme/infra/diffstat/{spec}");
    assert_eq!(lab.get(&direct).await.status, 404);
    let told = lab.get(&format!("{direct}?from_pullrequest_id={}", opened.json["id"])).await.json;
    assert_eq!(texts(&told, "/new/path"), ["NOTES.md"]);
    let response = lab.request(Method::GET, &format!("{path}/diffstat")).send().await.unwrap();
    let location = response.headers()["location"].to_str().unwrap();
    assert!(location.contains("/acme/infra/diffstat/acme/infra-fork:"), "{location}");
    let page = lab.get(location.strip_prefix(lab.simulator.api_base()).unwrap()).await.json;
    assert_eq!(texts(&page, "/new/path"), ["NOTES.md"]);
    assert_eq!(texts(&lab.get(&format!("{path}/commits")).await.json, "/message"), ["Note"]);

    let merged = lab.post(&format!("{path}/merge"), json!({"close_source_branch": true})).await;
    assert_eq!((merged.status, &merged.json["state"]), (200, &json!("MERGED")));
    let branches = lab.get("/repositories/acme/infra-fork/refs/branches").await.json;
    assert_eq!(texts(&branches, "/name"), ["main"]);
    assert_eq!(lab.get("/repositories/acme/infra/src/main/NOTES.md").await.text, "red\n");
}

#[tokio::test]
async fn a_pull_request_outlives_its_fork() {
    let lab = Lab::start().await;
    lab.post("/repositories/acme/infra/forks", json!({"name": "infra-fork"})).await;
    write(&lab, "infra-fork", "red", "red\n").await;
    let body = json!({
        "title": "x",
        "source": {"branch": {"name": "red"}, "repository": {"full_name": "acme/infra-fork"}},
    });
    let opened = lab.post("/repositories/acme/infra/pullrequests", body).await.json;
    let path = format!("/repositories/acme/infra/pullrequests/{}", opened["id"]);
    assert_eq!(lab.delete("/repositories/acme/infra-fork").await.status, 204);
    let read = lab.get(&path).await.json;
    assert_eq!((&read["state"], &read["source"]["repository"]), (&json!("OPEN"), &json!(null)));
    assert_eq!(read["source"]["commit"]["hash"], opened["source"]["commit"]["hash"]);
    assert_eq!(lab.get(&format!("{path}/diff")).await.status, 404);
    assert_eq!(lab.get(&format!("{path}/commits")).await.json["size"], 0);
    assert_eq!(lab.post(&format!("{path}/merge"), json!({})).await.status, 409);
}
