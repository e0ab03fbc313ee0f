use reqwest::Method;
use serde_json::{Value, json};

use super::lab::{Answer, Lab, read};

const WEBSITE: &str = "/repositories/acme/website/pullrequests";
const PAYMENTS: &str = "/repositories/acme/payments-api/pullrequests";

fn proposal(title: &str, source: &str) -> Value {
    json!({"title": title, "source": {"branch": {"name": source}}})
}

async fn branches(lab: &Lab, repository: &str) -> Vec<String> {
    let page = lab.get(&format!("/repositories/acme/{repository}/refs/branches")).await.json;
    page["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|branch| branch["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn merge(lab: &Lab, body: Value) -> Answer {
    lab.post(&format!("{PAYMENTS}/1/merge"), body).await
}

#[tokio::test]
async fn a_new_pull_request_is_listed_and_read() {
    let lab = Lab::start().await;
    let created = lab.post(WEBSITE, proposal("Changelog", "develop")).await;
    assert_eq!((created.status, created.json["id"].as_u64()), (201, Some(2)));
    assert_eq!(created.json["destination"]["branch"]["name"], "main");
    let read = lab.get(&format!("{WEBSITE}/2")).await.json;
    assert_eq!((read["title"].as_str(), read["state"].as_str()), (Some("Changelog"), Some("OPEN")));
    let found = lab.query(WEBSITE, &[("q", r#"source.branch.name = "develop" AND state = "OPEN""#)]).await;
    assert_eq!(found.json["size"], 1);
}

#[tokio::test]
async fn a_branch_with_an_open_pull_request_keeps_it_under_the_new_title() {
    let lab = Lab::start().await;
    let before = lab.get(&format!("{WEBSITE}/1")).await.json;
    let answer = lab.post(WEBSITE, proposal("Another title", "feature/new-header")).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json["id"], before["id"]);
    assert_eq!(answer.json["created_on"], before["created_on"]);
    assert_eq!(answer.json["title"], "Another title");
}

#[tokio::test]
async fn a_pull_request_needs_a_source_with_changes() {
    let lab = Lab::start().await;
    assert_eq!(lab.post(WEBSITE, proposal("x", "no-such-branch")).await.status, 400);
    assert_eq!(lab.post(WEBSITE, proposal("x", "main")).await.status, 400);
}

#[tokio::test]
async fn reviewers_are_ids_of_others() {
    let lab = Lab::start().await;
    let own = lab.get("/user").await.json["uuid"].clone();
    for reviewer in [json!({"nickname": "bob"}), json!({"uuid": "bob"}), json!({"uuid": own})] {
        let mut body = proposal("x", "develop");
        body["reviewers"] = json!([reviewer]);
        assert_eq!(lab.post(WEBSITE, body).await.status, 400, "{reviewer}");
    }
}

#[tokio::test]
async fn a_merge_moves_the_destination_and_closes_the_source_when_asked() {
    let lab = Lab::start().await;
    let merged = merge(&lab, json!({"type": "pullrequest", "close_source_branch": true})).await;
    assert_eq!((merged.status, merged.json["state"].as_str()), (200, Some("MERGED")));
    assert_eq!(branches(&lab, "payments-api").await, ["main", "release/2.4"]);

    let path = "/repositories/acme/payments-api/refs/branches";
    let main = lab.query(path, &[("q", r#"name = "main""#)]).await.json["values"][0].clone();
    assert_eq!(main["target"]["hash"], merged.json["merge_commit"]["hash"]);
    let parents = main["target"]["parents"].as_array().unwrap();
    assert_eq!(parents.len(), 2);
    assert_eq!(parents[1]["hash"], merged.json["source"]["commit"]["hash"]);
}

#[tokio::test]
async fn state_filters_unless_q_is_there() {
    let lab = Lab::start().await;
    merge(&lab, json!({})).await;
    let size = async |query: &[(&str, &str)]| lab.query(PAYMENTS, query).await.json["size"].clone();
    assert_eq!(size(&[]).await, 0);
    assert_eq!(size(&[("state", "MERGED")]).await, 1);
    assert_eq!(size(&[("state", "OPEN"), ("state", "MERGED")]).await, 1);
    assert_eq!(size(&[("state", "OPEN"), ("q", r#"title ~ "fees""#)]).await, 1);
    assert_eq!(lab.query(PAYMENTS, &[("state", "open")]).await.status, 400);
}

#[tokio::test]
async fn a_closed_pull_request_is_not_merged_again() {
    let lab = Lab::start().await;
    assert_eq!(merge(&lab, json!({})).await.status, 200);
    assert_eq!(merge(&lab, json!({})).await.status, 400);
}

#[tokio::test]
async fn every_strategy_lands_the_change() {
    for (strategy, parents) in [
        ("merge_commit", 2),
        ("squash", 1),
        ("fast_forward", 1),
        ("squash_fast_forward", 1),
        ("rebase_fast_forward", 1),
        ("rebase_merge", 2),
    ] {
        let lab = Lab::start().await;
        assert_eq!(merge(&lab, json!({"merge_strategy": strategy})).await.status, 200, "{strategy}");
        let path = "/repositories/acme/payments-api/refs/branches";
        let main = lab.query(path, &[("q", r#"name = "main""#)]).await.json["values"][0]["target"].clone();
        assert_eq!(main["parents"].as_array().unwrap().len(), parents, "{strategy}");
        let found = lab.get("/workspaces/acme/search/code?search_query=div_ceil").await.json;
        assert_eq!(found["size"], 1, "{strategy}");
    }
}

#[tokio::test]
async fn a_destination_that_moved_on_is_not_fast_forwarded() {
    let lab = Lab::start().await;
    lab.post(WEBSITE, proposal("Changelog", "develop")).await;
    assert_eq!(lab.post(&format!("{WEBSITE}/2/merge"), json!({})).await.status, 200);
    let body = json!({"merge_strategy": "fast_forward"});
    assert_eq!(lab.post(&format!("{WEBSITE}/1/merge"), body).await.status, 409);
    assert_eq!(lab.post(&format!("{WEBSITE}/1/merge"), json!({})).await.status, 200);
}

#[tokio::test]
async fn an_asynchronous_merge_is_polled_at_its_location() {
    let lab = Lab::start().await;
    let request = lab.request(Method::POST, &format!("{PAYMENTS}/1/merge?async=true"));
    let response = request.header("content-type", "application/json").body("{}").send().await.unwrap();
    assert_eq!(response.status(), 202);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    assert!(response.bytes().await.unwrap().is_empty());

    let path = location.strip_prefix(lab.simulator.api_base()).unwrap();
    assert_eq!(lab.get(path).await.json["task_status"], "PENDING");
    let done = lab.get(path).await.json;
    assert_eq!(done["task_status"], "SUCCESS");
    assert_eq!(done["merge_result"]["state"], "MERGED");
}

#[tokio::test]
async fn an_unknown_merge_task_stays_pending() {
    let lab = Lab::start().await;
    let request = lab.request(Method::GET, &format!("{PAYMENTS}/1/merge/task-status/never"));
    let answer = read(request.send().await.unwrap()).await;
    assert_eq!((answer.status, answer.json["task_status"].as_str()), (200, Some("PENDING")));
}
