use innkeeper_simulator::Scope;
use serde_json::json;

use super::lab::{Lab, texts};

const STATUSES: &str = "/repositories/acme/website/commit/develop/statuses";
const BUILD: &str = "/repositories/acme/website/commit/develop/statuses/build";

#[tokio::test]
async fn a_status_is_made_once_a_key_and_then_replaced() {
    let lab = Lab::start().await;
    let status = |state: &str| json!({"key": "ci", "state": state, "url": "https://ci.example/1"});
    for state in ["INPROGRESS", "SUCCESSFUL"] {
        let made = lab.post(BUILD, status(state)).await;
        assert_eq!((made.status, &made.json["state"]), (201, &json!(state)));
    }
    assert_eq!(texts(&lab.get(STATUSES).await.json, "/state"), ["SUCCESSFUL"]);
    let other = "/repositories/acme/website/commit/main/statuses";
    assert_eq!(lab.get(other).await.json["size"], 0);
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_creates_nothing() {
    let lab = Lab::start().await;
    let unit = format!("{BUILD}/unit");
    let failed = json!({"state": "FAILED", "url": "https://ci.example/2"});
    assert_eq!(lab.put(&unit, failed.clone()).await.status, 404);
    lab.post(
        BUILD,
        json!({"key": "unit", "state": "INPROGRESS", "url": "https://ci.example/1", "name": "Unit tests"}),
    )
    .await;
    let updated = lab.put(&unit, failed).await;
    assert_eq!((updated.status, &updated.json["name"]), (200, &json!("Unit tests")));
    let read = lab.get(&unit).await.json;
    assert_eq!((&read["state"], &read["url"]), (&json!("FAILED"), &json!("https://ci.example/2")));
    assert_eq!(lab.put(&unit, json!({"key": "other", "state": "FAILED"})).await.status, 400);
}

#[tokio::test]
async fn statuses_of_a_reference_include_those_of_none() {
    let lab = Lab::start().await;
    for (key, refname) in [("a", Some("develop")), ("b", None), ("c", Some("main"))] {
        let mut status = json!({"key": key, "state": "STOPPED", "url": "http://ci.example"});
        if let Some(refname) = refname {
            status["refname"] = json!(refname);
        }
        lab.post(BUILD, status).await;
    }
    assert_eq!(texts(&lab.query(STATUSES, &[("refname", "develop")]).await.json, "/key"), ["a", "b"]);
    let sorted = lab.query(STATUSES, &[("q", "refname = \"main\" OR key = \"a\""), ("sort", "-key")]).await;
    assert_eq!(texts(&sorted.json, "/key"), ["c", "a"]);
}

#[tokio::test]
async fn a_bad_status_is_refused_by_field() {
    let lab = Lab::start().await;
    for (status, field) in [
        (json!({"key": "ci", "state": "BROKEN", "url": "https://ci.example"}), "state"),
        (json!({"key": "ci", "state": "FAILED"}), "url"),
        (json!({"key": "ci", "state": "FAILED", "url": "ci"}), "url"),
        (json!({"key": "", "state": "FAILED", "url": "https://ci.example"}), "key"),
        (json!({"key": "ci", "state": "FAILED", "url": "https://ci.example", "branch": "main"}), "branch"),
    ] {
        let answer = lab.post(BUILD, status.clone()).await;
        assert_eq!(answer.status, 400, "{status}");
        assert!(answer.json["error"]["fields"].get(field).is_some(), "{status}: {}", answer.text);
    }
    assert_eq!(lab.get(STATUSES).await.json["size"], 0);
}

#[tokio::test]
async fn a_status_is_written_under_a_read_scope() {
    let lab = Lab::start_as("bob", &[Scope::Repository]).await;
    let status = json!({"key": "ci", "state": "FAILED", "url": "https://ci.example"});
    assert_eq!(lab.post(BUILD, status).await.status, 201);
}
