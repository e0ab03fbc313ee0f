use innkeeper_simulator::Scope;
use serde_json::{Value, json};

use super::lab::{Answer, Lab, texts};

const RULES: &str = "/repositories/acme/website/branch-restrictions";
const MERGE: &str = "/repositories/acme/website/pullrequests/1/merge";

fn rule(kind: &str, pattern: &str) -> Value {
    json!({"type": "branchrestriction", "branch_match_kind": "glob", "kind": kind, "pattern": pattern})
}

/// A rule with members besides the usual ones.
fn rule_with(kind: &str, pattern: &str, more: Value) -> Value {
    let mut rule = rule(kind, pattern);
    rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    rule
}

async fn add(lab: &Lab, rule: Value) -> Value {
    let answer = lab.post(RULES, rule).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json
}

/// The name of the field that a refusal is about.
fn refused(answer: &Answer) -> &str {
    assert_eq!(answer.status, 400, "{answer:?}");
    answer.json["error"]["fields"].as_object().unwrap().keys().next().unwrap()
}

#[tokio::test]
async fn a_rule_is_made_read_changed_and_removed() {
    let lab = Lab::start().await;
    let made = add(&lab, rule_with("require_approvals_to_merge", "main", json!({"value": 2}))).await;
    assert_eq!((&made["type"], &made["value"]), (&json!("branchrestriction"), &json!(2)));
    let path = format!("{RULES}/{}", made["id"]);
    let changed = rule_with("require_approvals_to_merge", "release/*", json!({"value": 1}));
    assert_eq!(lab.put(&path, changed).await.json["pattern"], "release/*");
    assert_eq!(lab.get(&path).await.json["value"], 1);
    assert_eq!(lab.delete(&path).await.status, 204);
    assert_eq!(lab.get(&path).await.status, 404);
    assert_eq!(lab.delete(&path).await.status, 404);
}

#[tokio::test]
async fn rules_are_found_by_kind_and_pattern() {
    let lab = Lab::start().await;
    for (kind, pattern) in [("delete", "main"), ("delete", "develop"), ("force", "main")] {
        add(&lab, rule(kind, pattern)).await;
    }
    assert_eq!(lab.get(RULES).await.json["size"], 3);
    let deletions = lab.query(RULES, &[("kind", "delete")]).await.json;
    assert_eq!(texts(&deletions, "/pattern"), ["main", "develop"]);
    let of_main = lab.query(RULES, &[("pattern", "main")]).await.json;
    assert_eq!(texts(&of_main, "/kind"), ["delete", "force"]);
    assert_eq!(lab.query(RULES, &[("kind", "shout")]).await.status, 400);
}

#[tokio::test]
async fn the_same_rule_is_not_made_twice() {
    let lab = Lab::start().await;
    add(&lab, rule("delete", "main")).await;
    assert_eq!(lab.post(RULES, rule("delete", "main")).await.status, 409);
    let other = add(&lab, rule("delete", "develop")).await;
    let path = format!("{RULES}/{}", other["id"]);
    assert_eq!(lab.put(&path, rule("delete", "main")).await.status, 409);
    assert_eq!(lab.put(&path, rule("delete", "develop")).await.status, 200);
}

#[tokio::test]
async fn exceptions_and_numbers_go_with_their_kinds() {
    let lab = Lab::start().await;
    let everybody = json!({"users": [], "groups": []});
    assert_eq!(refused(&lab.post(RULES, rule("push", "main")).await), "users");
    let half = rule_with("restrict_merges", "main", json!({"users": []}));
    assert_eq!(refused(&lab.post(RULES, half).await), "groups");
    assert_eq!(refused(&lab.post(RULES, rule_with("delete", "main", everybody.clone())).await), "users");
    assert_eq!(refused(&lab.post(RULES, rule_with("force", "main", json!({"value": 1}))).await), "value");
    let strange = rule_with("push", "main", json!({"users": [{"account_id": "nobody"}], "groups": []}));
    assert_eq!(refused(&lab.post(RULES, strange).await), "users");
    let made = add(&lab, rule_with("push", "main", everybody)).await;
    let path = format!("{RULES}/{}", made["id"]);
    assert_eq!(lab.put(&path, rule("push", "develop")).await.json["users"], json!([]));
}

#[tokio::test]
async fn a_rule_may_be_for_a_type_of_branch() {
    let lab = Lab::start().await;
    let mut rule = rule_with("push", "", json!({"users": [], "groups": [], "branch_type": "feature"}));
    rule["branch_match_kind"] = json!("branching_model");
    assert_eq!(add(&lab, rule).await["branch_type"], "feature");
    let branches = "/repositories/acme/website/refs/branches";
    let create = |name: &'static str| lab.post(branches, json!({"name": name, "target": {"hash": "main"}}));
    assert_eq!(create("feature/b").await.status, 403);
    assert_eq!(create("fix/b").await.status, 201);
}

#[tokio::test]
async fn a_branch_is_pushed_to_by_those_who_may() {
    let lab = Lab::start().await;
    let developers = json!({"users": [], "groups": [{"slug": "developers"}]});
    let made = add(&lab, rule_with("push", "release/*", developers)).await;
    assert_eq!(made["groups"][0]["slug"], "developers");
    let branches = "/repositories/acme/website/refs/branches";
    let branch = |name: &str| json!({"name": name, "target": {"hash": "main"}});
    assert_eq!(lab.post(branches, branch("release/1")).await.status, 201);
    let path = format!("{RULES}/{}", made["id"]);
    lab.put(&path, rule_with("push", "release/*", json!({"groups": []}))).await;
    let refusal = lab.post(branches, branch("release/2")).await;
    assert_eq!(refusal.status, 403);
    assert!(refusal.json["error"]["message"].as_str().unwrap().contains("push"));
}

#[tokio::test]
async fn a_merge_waits_for_what_the_rules_ask() {
    let lab = Lab::start().await;
    let approvals = add(&lab, rule("require_approvals_to_merge", "main")).await;
    assert_eq!(refused(&lab.post(MERGE, json!({})).await), "merge_checks");
    lab.delete(&format!("{RULES}/{}", approvals["id"])).await;
    let alone = add(&lab, rule_with("restrict_merges", "main", json!({"users": [], "groups": []}))).await;
    assert_eq!(lab.post(MERGE, json!({})).await.status, 403);
    lab.delete(&format!("{RULES}/{}", alone["id"])).await;
    assert_eq!(lab.post(MERGE, json!({})).await.json["state"], "MERGED");
}

#[tokio::test]
async fn a_branch_that_is_kept_outlives_its_merge() {
    let lab = Lab::start().await;
    add(&lab, rule("delete", "feature/*")).await;
    let branch = "/repositories/acme/website/refs/branches/feature%2Fnew-header";
    assert_eq!(lab.delete(branch).await.status, 403);
    assert_eq!(lab.post(MERGE, json!({"close_source_branch": true})).await.status, 200);
    let branches = lab.get("/repositories/acme/website/refs/branches").await.json;
    assert!(texts(&branches, "/name").contains(&"feature/new-header"));
}

#[tokio::test]
async fn rules_are_for_administrators() {
    let lab = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(lab.get(RULES).await.status, 403);
    assert_eq!(lab.post(RULES, rule("delete", "main")).await.status, 403);
    assert_eq!(lab.get("/repositories/acme/nothing/branch-restrictions").await.status, 404);
    let lab = Lab::start_as("alice", &[Scope::RepositoryWrite]).await;
    assert_eq!(lab.get(RULES).await.status, 403);
}
