use serde_json::json;

use super::lab::Lab;

const BRANCHES: &str = "/repositories/acme/infra/refs/branches";

#[tokio::test]
async fn a_created_branch_is_listed_at_the_same_commit() {
    let lab = Lab::start().await;
    let created = lab.post(BRANCHES, json!({"name": "feature/dns", "target": {"hash": "main"}})).await;
    assert_eq!(created.status, 201);
    let hash = created.json["target"]["hash"].as_str().unwrap();
    assert!(hash.len() == 40 && hash.chars().all(|c| c.is_ascii_hexdigit()));

    let page = lab.query(BRANCHES, &[("sort", "name")]).await.json;
    let names: Vec<&str> =
        page["values"].as_array().unwrap().iter().map(|branch| branch["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["feature/dns", "main"]);
    assert_eq!(page["values"][0]["target"]["hash"], page["values"][1]["target"]["hash"]);
}

#[tokio::test]
async fn a_branch_is_made_once() {
    let lab = Lab::start().await;
    let answer = lab.post(BRANCHES, json!({"name": "main", "target": {"hash": "main"}})).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json["error"]["data"]["key"], "BRANCH_ALREADY_EXISTS");
}

#[tokio::test]
async fn a_bad_name_or_target_makes_no_branch() {
    let lab = Lab::start().await;
    for (name, hash) in
        [("a b", "main"), ("a..b", "main"), ("/a", "main"), ("a.lock", "main"), ("a", "0123456789")]
    {
        let answer = lab.post(BRANCHES, json!({"name": name, "target": {"hash": hash}})).await;
        assert_eq!(answer.status, 400, "{name} at {hash}");
    }
    assert_eq!(lab.get(BRANCHES).await.json["size"], 1);
}
