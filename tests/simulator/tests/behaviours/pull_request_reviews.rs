use serde_json::{Value, json};

use super::lab::Lab;

const PULL_REQUEST: &str = "/repositories/acme/website/pullrequests/1";

/// The caller's part in the pull request, as the pull request shows it.
async fn part(lab: &Lab) -> Value {
    let me = lab.get("/user").await.json["uuid"].clone();
    let participants = lab.get(PULL_REQUEST).await.json["participants"].clone();
    let mut own = participants.as_array().unwrap().iter().filter(|part| part["user"]["uuid"] == me);
    own.next().cloned().unwrap_or_default()
}

async fn post(lab: &Lab, what: &str) -> Value {
    let answer = lab.post(&format!("{PULL_REQUEST}/{what}"), json!({})).await;
    assert_eq!(answer.status, 200, "{what}");
    answer.json
}

async fn withdraw(lab: &Lab, what: &str) -> u16 {
    lab.delete(&format!("{PULL_REQUEST}/{what}")).await.status
}

#[tokio::test]
async fn an_approval_shows_until_it_is_withdrawn() {
    let mut lab = Lab::start().await;
    lab.become_user("bob");
    assert_eq!(part(&lab).await["approved"], false);
    let answer = post(&lab, "approve").await;
    assert_eq!((&answer["type"], &answer["role"]), (&json!("participant"), &json!("REVIEWER")));
    assert_eq!((&answer["approved"], &answer["state"]), (&json!(true), &json!("approved")));
    assert_eq!(part(&lab).await, answer);
    assert_eq!(post(&lab, "approve").await, answer, "again is the same");
    assert_eq!(withdraw(&lab, "approve").await, 204);
    assert_eq!((&part(&lab).await["approved"], &part(&lab).await["state"]), (&json!(false), &Value::Null));
    assert_eq!(withdraw(&lab, "approve").await, 204);
}

#[tokio::test]
async fn nobody_approves_and_asks_for_changes_at_once() {
    let mut lab = Lab::start().await;
    lab.become_user("bob");
    post(&lab, "approve").await;
    assert_eq!(post(&lab, "request-changes").await["state"], "changes_requested");
    assert_eq!(part(&lab).await["approved"], false);
    assert_eq!(withdraw(&lab, "approve").await, 204);
    assert_eq!(part(&lab).await["state"], "changes_requested", "there was no approval to withdraw");
    assert_eq!(post(&lab, "approve").await["state"], "approved");
    assert_eq!(withdraw(&lab, "request-changes").await, 204);
    assert_eq!(part(&lab).await["state"], "approved");
}

#[tokio::test]
async fn somebody_who_is_no_reviewer_takes_part_by_approving() {
    let lab = Lab::start().await;
    assert_eq!(part(&lab).await, Value::Null);
    post(&lab, "approve").await;
    assert_eq!(part(&lab).await["role"], "PARTICIPANT");
}

#[tokio::test]
async fn a_merged_pull_request_keeps_its_verdicts() {
    let lab = Lab::start().await;
    post(&lab, "approve").await;
    assert_eq!(lab.post(&format!("{PULL_REQUEST}/merge"), json!({})).await.status, 200);
    assert_eq!(withdraw(&lab, "approve").await, 400);
    assert_eq!(withdraw(&lab, "request-changes").await, 400);
    assert_eq!(lab.post(&format!("{PULL_REQUEST}/request-changes"), json!({})).await.status, 400);
    assert_eq!(part(&lab).await["state"], "approved");
}

#[tokio::test]
async fn a_review_takes_no_properties() {
    let lab = Lab::start().await;
    for what in ["approve", "request-changes"] {
        let answer = lab.post(&format!("{PULL_REQUEST}/{what}"), json!({"approved": true})).await;
        assert_eq!(answer.status, 400, "{what}");
    }
}

#[tokio::test]
async fn a_merge_waits_for_approvals_and_for_what_is_left_to_do() {
    let lab = Lab::start().await;
    for kind in [
        "require_approvals_to_merge",
        "require_no_changes_requested",
        "require_tasks_to_be_completed",
        "require_all_comments_resolved",
        "require_passing_builds_to_merge",
    ] {
        let rule = json!({"branch_match_kind": "glob", "kind": kind, "pattern": "main"});
        let added = lab.post("/repositories/acme/website/branch-restrictions", rule).await;
        assert_eq!(added.status, 201, "{kind}: {}", added.text);
    }
    let merge = async || lab.post(&format!("{PULL_REQUEST}/merge"), json!({})).await;
    let comment = json!({"content": {"raw": "Hm"}, "inline": {"path": "src/header.ts", "to": 2}});
    let comment = lab.post(&format!("{PULL_REQUEST}/comments"), comment).await.json;
    let task = lab.post(&format!("{PULL_REQUEST}/tasks"), json!({"content": {"raw": "Test"}})).await.json;
    post(&lab, "request-changes").await;
    assert_eq!(merge().await.status, 400);

    post(&lab, "approve").await;
    assert_eq!(merge().await.status, 400);
    lab.put(&format!("{PULL_REQUEST}/tasks/{}", task["id"]), json!({"state": "RESOLVED"})).await;
    assert_eq!(merge().await.status, 400);
    post(&lab, &format!("comments/{}/resolve", comment["id"])).await;
    assert_eq!(merge().await.status, 400);
    let hash = lab.get(PULL_REQUEST).await.json["source"]["commit"]["hash"].as_str().unwrap().to_owned();
    let builds = format!("/repositories/acme/website/commit/{hash}/statuses/build");
    let build = |state: &str| json!({"key": "unit", "state": state, "url": "https://ci.example/1"});
    lab.post(&builds, build("FAILED")).await;
    assert_eq!(merge().await.status, 400);
    lab.post(&builds, build("SUCCESSFUL")).await;
    assert_eq!(merge().await.json["state"], "MERGED");
}
