use serde_json::{Value, json};

use super::lab::{Lab, texts};

const PULL_REQUEST: &str = "/repositories/acme/website/pullrequests/1";
const TASKS: &str = "/repositories/acme/website/pullrequests/1/tasks";

async fn add(lab: &Lab, body: Value) -> Value {
    let answer = lab.post(TASKS, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

fn path(task: &Value) -> String {
    format!("{TASKS}/{}", task["id"])
}

#[tokio::test]
async fn a_task_is_open_until_it_is_resolved() {
    let lab = Lab::start().await;
    let task = add(&lab, json!({"content": {"raw": "Test it"}})).await;
    assert_eq!((&task["state"], &task["creator"]["nickname"]), (&json!("UNRESOLVED"), &json!("alice")));
    assert_eq!(lab.get(PULL_REQUEST).await.json["task_count"], 1);
    let resolved = lab.put(&path(&task), json!({"state": "RESOLVED"})).await.json;
    assert_eq!(
        (&resolved["state"], &resolved["resolved_by"]["nickname"]),
        (&json!("RESOLVED"), &json!("alice"))
    );
    assert_eq!(lab.get(PULL_REQUEST).await.json["task_count"], 0);
    assert_eq!(lab.query(TASKS, &[("q", r#"state = "UNRESOLVED""#)]).await.json["size"], 0);
    let reopened =
        lab.put(&path(&task), json!({"state": "UNRESOLVED", "content": {"raw": "Test more"}})).await;
    assert_eq!(
        (&reopened.json["state"], &reopened.json["resolved_on"]),
        (&json!("UNRESOLVED"), &Value::Null)
    );
    assert_eq!(texts(&lab.get(TASKS).await.json, "/content/raw"), ["Test more"]);
}

#[tokio::test]
async fn a_task_may_stand_below_a_comment() {
    let lab = Lab::start().await;
    let comment = lab.post(&format!("{PULL_REQUEST}/comments"), json!({"content": {"raw": "Hm"}})).await.json;
    let task = add(&lab, json!({"content": {"raw": "x"}, "comment": {"id": comment["id"]}})).await;
    assert_eq!(lab.get(&path(&task)).await.json["comment"]["id"], comment["id"]);
    let nowhere = json!({"content": {"raw": "x"}, "comment": {"id": 99}});
    assert_eq!(lab.post(TASKS, nowhere).await.status, 400);
}

#[tokio::test]
async fn a_deleted_task_is_gone_and_its_number_with_it() {
    let lab = Lab::start().await;
    let first = add(&lab, json!({"content": {"raw": "x"}})).await;
    assert_eq!(lab.delete(&path(&first)).await.status, 204);
    assert_eq!(lab.get(&path(&first)).await.status, 404);
    assert_eq!(lab.delete(&path(&first)).await.status, 404);
    let second = add(&lab, json!({"content": {"raw": "y"}})).await;
    assert_ne!(second["id"], first["id"]);
    assert_eq!(texts(&lab.get(TASKS).await.json, "/content/raw"), ["y"]);
}

#[tokio::test]
async fn anybody_resolves_a_task_and_only_its_creator_rewrites_it() {
    let mut lab = Lab::start().await;
    let task = add(&lab, json!({"content": {"raw": "x"}})).await;
    let pending = add(&lab, json!({"content": {"raw": "y"}, "pending": true})).await;
    lab.become_user("bob");
    assert_eq!(lab.put(&path(&task), json!({"content": {"raw": "z"}})).await.status, 403);
    assert_eq!(lab.delete(&path(&task)).await.status, 403);
    assert_eq!(lab.put(&path(&task), json!({"state": "RESOLVED"})).await.status, 200);
    assert_eq!(lab.get(&path(&pending)).await.status, 404);
}

#[tokio::test]
async fn a_task_knows_no_other_properties() {
    let lab = Lab::start().await;
    assert_eq!(lab.post(TASKS, json!({"content": {"raw": " "}})).await.status, 400);
    assert_eq!(lab.post(TASKS, json!({"content": {"raw": "x"}, "state": "RESOLVED"})).await.status, 400);
    let task = add(&lab, json!({"content": {"raw": "x"}})).await;
    for body in [json!({"pending": false}), json!({"state": "DONE"}), json!({"content": {"raw": ""}})] {
        assert_eq!(lab.put(&path(&task), body.clone()).await.status, 400, "{body}");
    }
}
