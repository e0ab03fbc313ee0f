//! One call, from HTTP to the provider and back.

use innkeeper_tests::{House, Reply};
use serde_json::json;

#[tokio::test]
async fn the_providers_json_comes_back_byte_for_byte() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let input = json!({ "workspace": "acme", "sort": "-updated_on", "pagelen": 5 });
    let reply = house.invoke("alice", "bitbucket_repositories_list", input).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);

    let sent = house.simulator.control().api_requests().pop().unwrap();
    assert_eq!((sent.method.as_str(), sent.path.as_str()), ("GET", "/2.0/repositories/acme"));
    let direct = directly(&house, &format!("/2.0/repositories/acme?{}", sent.query)).await;
    assert!(
        reply.text.contains(&direct),
        "the answer is not what the provider sent:\n{}\n{direct}",
        reply.text
    );
    assert_eq!(reply.data()["values"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn a_reply_says_on_whose_behalf_and_what_it_took() {
    let house = House::open().await.unwrap();
    let account = house.connect("alice@example.com").await.unwrap();
    let reply = house.invoke("alice@example.com", "bitbucket_user_get", json!({})).await.unwrap().json();
    assert_eq!(reply["tool"], "bitbucket_user_get");
    assert_eq!(reply["account"]["id"], account["id"]);
    assert_eq!(reply["account"]["connection"], "bitbucket");
    assert_eq!(reply["account"]["identifier"], "alice@example.com");
    assert_eq!(reply["account"]["provider_account"]["username"], "alice");
    assert_eq!(reply["meta"]["upstream_status"], 200);
    assert!(reply["meta"]["guest_us"].as_u64().unwrap() > 0);
    assert!(reply["execution_id"].as_str().unwrap().starts_with("exec_"));
}

#[tokio::test]
async fn the_provider_is_asked_who_came_back() {
    let house = House::open().await.unwrap();
    let account = house.connect("someone").await.unwrap();
    let who = &account["provider_account"];
    assert_eq!(who["first_name"], "Alice");
    assert_eq!(who["last_name"], "van der Berg");
    assert_eq!(who["email"], "alice@acme.example");
    assert_eq!(who["email_verified"], true);
    assert!(!who["uuid"].as_str().unwrap().contains('{'));
    assert_eq!(account["workspaces"]["allowed"], json!(["acme", "globex"]));
    assert_eq!(account["workspaces"]["default"], json!(null));
}

#[tokio::test]
async fn the_only_workspace_need_not_be_named() {
    let house = House::open().await.unwrap();
    let account = house.connect("alice").await.unwrap();
    let path = format!("/v1/accounts/{}", account["id"].as_str().unwrap());
    let body = Some(json!({ "workspaces": ["globex"] }));
    let operator = house.key(json!({ "role": "operator", "name": "test" })).await.unwrap();
    let narrowed = house.request(reqwest::Method::PATCH, &path, &operator, body).await.unwrap();
    assert_eq!(narrowed.json()["workspaces"]["default"], "globex", "{}", narrowed.text);

    let reply = house.invoke("alice", "bitbucket_repositories_list", json!({})).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(house.simulator.control().api_requests().pop().unwrap().path, "/2.0/repositories/globex");
}

#[tokio::test]
async fn a_string_that_is_exactly_a_number_is_taken_for_one() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let input = json!({ "workspace": "acme", "pagelen": "3" });
    let reply = house.invoke("alice", "bitbucket_repositories_list", input).await.unwrap();
    assert_eq!(reply.data()["values"].as_array().unwrap().len(), 3, "{}", reply.text);
    for not_quite in ["03", "3 ", "3.0", "+3", "three"] {
        let input = json!({ "workspace": "acme", "pagelen": not_quite });
        let reply = house.invoke("alice", "bitbucket_repositories_list", input).await.unwrap();
        assert_eq!((reply.status, reply.kind().as_str()), (422, "BAD_INPUT"), "{not_quite}");
    }
}

#[tokio::test]
async fn a_parameter_is_data_wherever_it_goes() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    for slug in ["a/b", "a?b", "a#b", "a%2Fb", "a b", "ü", "a;b", "a\\b"] {
        let input = json!({ "workspace": "acme", "repo_slug": slug });
        let reply = house.invoke("alice", "bitbucket_repository_get", input).await.unwrap();
        assert_eq!(reply.kind(), "UPSTREAM_NOT_FOUND", "{slug}: {}", reply.text);
        let path = house.simulator.control().api_requests().pop().unwrap().path;
        assert_eq!(path.matches('/').count(), 4, "{slug} became {path}");
    }
    for slug in [".", "..", "a\0b", ""] {
        let before = house.simulator.control().api_requests().len();
        let input = json!({ "workspace": "acme", "repo_slug": slug });
        let reply: Reply = house.invoke("alice", "bitbucket_repository_get", input).await.unwrap();
        assert_eq!(reply.kind(), "BAD_INPUT", "{slug:?}: {}", reply.text);
        assert_eq!(house.simulator.control().api_requests().len(), before, "{slug:?} left the host");
    }
}

/// What the provider answers without a host in between.
async fn directly(house: &House, path: &str) -> String {
    let control = house.simulator.control();
    let key = &house.simulator.default_consumer().key;
    let token = control.issue_tokens("alice", key).unwrap().access_token;
    let url = format!("{}{path}", house.simulator.origin());
    let request = reqwest::Client::new().get(url).header("authorization", format!("Bearer {token}"));
    request.send().await.unwrap().text().await.unwrap()
}
