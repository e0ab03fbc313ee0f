use innkeeper_simulator::Scope;
use serde_json::json;

use super::lab::{Lab, texts};

const INFRA: &str = "/repositories/acme/infra";
const REFS: &str = "/repositories/acme/infra/refs";
const BRANCHES: &str = "/repositories/acme/infra/refs/branches";
const TAGS: &str = "/repositories/acme/infra/refs/tags";

#[tokio::test]
async fn a_created_branch_is_listed_at_the_same_commit() {
    let lab = Lab::start().await;
    let created = lab.post(BRANCHES, json!({"name": "feature/dns", "target": {"hash": "main"}})).await;
    assert_eq!(created.status, 201);
    let hash = created.json["target"]["hash"].as_str().unwrap();
    assert!(hash.len() == 40 && hash.chars().all(|c| c.is_ascii_hexdigit()));

    let page = lab.query(BRANCHES, &[("sort", "name")]).await.json;
    assert_eq!(texts(&page, "/name"), ["feature/dns", "main"]);
    assert_eq!(page["values"][0]["target"]["hash"], page["values"][1]["target"]["hash"]);
    assert_eq!(lab.get(&format!("{BRANCHES}/feature%2Fdns")).await.json["name"], "feature/dns");
}

#[tokio::test]
async fn a_branch_is_made_once() {
    let lab = Lab::start().await;
    let answer = lab.post(BRANCHES, json!({"name": "main", "target": {"hash": "main"}})).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json["error"]["data"]["key"], "BRANCH_ALREADY_EXISTS");
}

#[tokio::test]
async fn a_bad_name_or_target_makes_neither_branch_nor_tag() {
    let lab = Lab::start().await;
    for (name, hash) in
        [("a b", "main"), ("a..b", "main"), ("/a", "main"), ("a.lock", "main"), ("a", "0123456789")]
    {
        for path in [BRANCHES, TAGS] {
            let answer = lab.post(path, json!({"name": name, "target": {"hash": hash}})).await;
            assert_eq!(answer.status, 400, "{name} at {hash}");
        }
    }
    assert_eq!(lab.get(REFS).await.json["size"], 1);
}

#[tokio::test]
async fn a_deleted_branch_is_gone_but_the_main_branch_stays() {
    let lab = Lab::start().await;
    lab.post(BRANCHES, json!({"name": "feature/dns", "target": {"hash": "main"}})).await;
    let path = format!("{BRANCHES}/feature%2Fdns");
    assert_eq!(lab.delete(&path).await.status, 204);
    assert_eq!(lab.delete(&path).await.status, 404);
    assert_eq!(lab.get(&path).await.status, 404);
    assert_eq!(lab.delete(&format!("{BRANCHES}/main")).await.status, 400);
    assert_eq!(texts(&lab.get(BRANCHES).await.json, "/name"), ["main"]);
}

#[tokio::test]
async fn a_tag_says_who_made_it_and_why() {
    let lab = Lab::start().await;
    let tag = json!({"name": "v1.0", "target": {"hash": "main"}, "message": "The first"});
    let made = lab.post(TAGS, tag.clone()).await;
    assert_eq!((made.status, &made.json["message"]), (201, &json!("The first")));
    let again = lab.post(TAGS, tag).await;
    assert_eq!((again.status, &again.json["error"]["data"]["key"]), (400, &json!("TAG_ALREADY_EXISTS")));

    let read = lab.get(&format!("{TAGS}/v1.0")).await.json;
    assert_eq!((&read["type"], &read["tagger"]["user"]["nickname"]), (&json!("tag"), &json!("alice")));
    let commit = lab.get(&format!("{INFRA}/commit/v1.0")).await.json;
    assert_eq!(read["target"]["hash"], commit["hash"]);

    assert_eq!(lab.delete(&format!("{TAGS}/v1.0")).await.status, 204);
    assert_eq!(lab.get(&format!("{TAGS}/v1.0")).await.status, 404);
    assert_eq!(lab.delete(&format!("{TAGS}/v1.0")).await.status, 404);
}

#[tokio::test]
async fn a_tag_without_a_message_gets_one() {
    let lab = Lab::start().await;
    for (name, message) in [("a", json!({})), ("b", json!({"message": ""}))] {
        let mut tag = json!({"name": name, "target": {"hash": "main"}});
        tag.as_object_mut().unwrap().extend(message.as_object().unwrap().clone());
        let made = lab.post(TAGS, tag).await.json;
        let short = &made["target"]["hash"].as_str().unwrap()[..12];
        assert_eq!(made["message"], format!("Added tag {name} for changeset {short}"));
    }
}

#[tokio::test]
async fn names_sort_as_people_count() {
    let lab = Lab::start().await;
    for name in ["v10", "v9", "v1"] {
        lab.post(TAGS, json!({"name": name, "target": {"hash": "main"}})).await;
    }
    assert_eq!(texts(&lab.get(TAGS).await.json, "/name"), ["v1", "v10", "v9"]);
    assert_eq!(texts(&lab.query(TAGS, &[("sort", "name")]).await.json, "/name"), ["v1", "v9", "v10"]);
    let all = lab.query(REFS, &[("q", "name ~ \"v1\" OR name = \"main\""), ("sort", "-name")]).await.json;
    assert_eq!(texts(&all, "/name"), ["v10", "v1", "main"]);
    assert_eq!(texts(&all, "/type"), ["tag", "tag", "branch"]);
}

#[tokio::test]
async fn references_are_written_with_the_right_to_write() {
    let lab = Lab::start_as("alice", &[Scope::Repository]).await;
    let body = json!({"name": "a", "target": {"hash": "main"}});
    for path in [BRANCHES, TAGS] {
        assert_eq!(lab.post(path, body.clone()).await.status, 403);
        assert_eq!(lab.delete(&format!("{path}/main")).await.status, 403);
    }
}
