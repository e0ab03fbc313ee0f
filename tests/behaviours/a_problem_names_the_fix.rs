//! Whatever is wrong with a request, the answer says what, where, and what to do.

use innkeeper_tests::{House, Plan, Reply};
use reqwest::Method;
use serde_json::{Value, json};

/// Problem details (RFC 9457) with every member that this API promises.
fn problem(reply: &Reply, status: u16, kind: &str) -> Value {
    let problem = reply.json();
    assert_eq!((reply.status, reply.kind().as_str()), (status, kind), "{}", reply.text);
    assert_eq!(reply.headers["content-type"], "application/problem+json");
    assert_eq!(problem["status"], status);
    assert!(problem["type"].as_str().unwrap().ends_with(kind), "{problem}");
    for member in ["title", "detail"] {
        assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{member}: {problem}");
    }
    assert!(problem["can_retry"].is_boolean(), "{problem}");
    problem
}

/// The paths of a problem's violations.
fn paths(problem: &Value) -> Vec<&str> {
    let violations = problem["violations"].as_array().unwrap_or_else(|| panic!("no violations: {problem}"));
    violations.iter().map(|violation| violation["path"].as_str().unwrap()).collect()
}

async fn posted(house: &House, body: impl Into<String>) -> Reply {
    let key = house.key(json!({ "role": "operator", "name": "raw" })).await.unwrap();
    let request = reqwest::Client::new().post(house.url.join("/v1/invoke").unwrap()).bearer_auth(key);
    let request = request.header("content-type", "application/json").body(body.into());
    Reply::of(request.send().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn what_is_no_json_is_malformed() {
    let house = House::open().await.unwrap();
    for body in ["", "{", "{\"tool\":}", "{\"tool\":\"a\"} trailing", "\u{feff}{}"] {
        problem(&posted(&house, body).await, 400, "BAD_INPUT");
    }
}

#[tokio::test]
async fn a_body_of_the_wrong_shape_names_the_field() {
    let house = House::open().await.unwrap();
    for (body, path, said) in [
        (json!({ "tool": "a", "identfier": "alice" }), "/identfier", "identifier"),
        (json!({ "tool": 5 }), "/tool", "string"),
        (json!({ "tool": "a", "max_bytes": -1 }), "/max_bytes", "-1"),
        (json!({ "input": {} }), "/tool", "required"),
    ] {
        let found = problem(&house.post("/v1/invoke", body.clone()).await.unwrap(), 422, "BAD_INPUT");
        assert_eq!(paths(&found), [path], "{body}: {found}");
        assert!(found["detail"].as_str().unwrap().contains(said), "{body}: {found}");
    }
}

#[tokio::test]
async fn a_misspelt_tool_is_told_its_nearest_names() {
    let house = House::open().await.unwrap();
    for (wrong, near) in [
        ("bitbucket_repository_list", "`bitbucket_repositories_list`"),
        ("bitbucket_pull_request_creates", "`bitbucket_pull_request_create`"),
        ("BITBUCKET", "`GET /v1/tools`"),
    ] {
        let reply = house.invoke("alice", wrong, json!({})).await.unwrap();
        let found = problem(&reply, 404, "TOOL_NOT_FOUND");
        assert!(found["detail"].as_str().unwrap().contains(near), "{found}");
    }
}

#[tokio::test]
async fn a_wrong_input_names_every_place() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let input = json!({ "workspace": "acme", "pagelen": 0, "sort": 7, "wrkspace": "acme", "a/b": 1 });
    let reply = house.invoke("alice", "bitbucket_repositories_list", input).await.unwrap();
    let found = problem(&reply, 422, "BAD_INPUT");
    let mut named = paths(&found);
    named.sort_unstable();
    assert_eq!(named, ["/a~1b", "/pagelen", "/sort", "/wrkspace"], "{found}");

    let reply =
        house.invoke("alice", "bitbucket_repository_get", json!({ "workspace": "acme" })).await.unwrap();
    assert_eq!(paths(&problem(&reply, 422, "BAD_INPUT")), ["/repo_slug"]);
    let reply = house.invoke("alice", "bitbucket_repositories_list", json!([])).await.unwrap();
    assert!(reply.detail().contains("object"), "{}", reply.text);
    problem(&reply, 422, "BAD_INPUT");
    // Two workspaces: the host does not guess, and says which there are.
    let reply = house.invoke("alice", "bitbucket_repositories_list", json!({})).await.unwrap();
    let found = problem(&reply, 422, "BAD_INPUT");
    assert_eq!(paths(&found), ["/workspace"]);
    assert!(found["detail"].as_str().unwrap().contains("acme, globex"), "{found}");
}

#[tokio::test]
async fn an_account_that_cannot_be_used_says_what_to_do() {
    let house = House::plan(Plan::with_two_connections()).await.unwrap();
    let call = |body: Value| house.post("/v1/invoke", body);
    let nobody = call(json!({ "tool": "bitbucket_user_get", "identifier": "nobody" })).await.unwrap();
    assert!(problem(&nobody, 404, "ACCOUNT_NOT_FOUND")["detail"].as_str().unwrap().contains("\"nobody\""));
    let unnamed = call(json!({ "tool": "bitbucket_user_get" })).await.unwrap();
    assert_eq!(paths(&problem(&unnamed, 422, "BAD_INPUT")), ["/identifier"]);
    let no_id = call(json!({ "tool": "bitbucket_user_get", "account_id": "acc_1" })).await.unwrap();
    assert_eq!(paths(&problem(&no_id, 422, "BAD_INPUT")), ["/account_id"]);

    let account = house.account("alice").await.unwrap();
    let pending = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    let found = problem(&pending, 409, "AUTH_REQUIRED");
    assert!(found["detail"].as_str().unwrap().contains("PENDING"), "{found}");
    let link = found["connect_url"].as_str().unwrap();
    assert_eq!(reqwest::get(link).await.unwrap().status(), 200);

    let mine = json!({ "tool": "bitbucket_user_get", "identifier": "bob", "account_id": account["id"] });
    assert_eq!(paths(&problem(&call(mine).await.unwrap(), 422, "BAD_INPUT")), ["/identifier"]);
}

#[tokio::test]
async fn of_two_accounts_neither_is_guessed() {
    let house = House::plan(Plan::with_two_connections()).await.unwrap();
    house.connect("alice").await.unwrap();
    let made = house.post("/v1/connections/second/accounts/alice/links", json!({})).await.unwrap();
    assert_eq!(made.status, 201, "{}", made.text);
    let reply = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    let found = problem(&reply, 409, "ACCOUNT_AMBIGUOUS");
    let detail = found["detail"].as_str().unwrap();
    assert!(
        detail.contains("bitbucket") && detail.contains("second") && detail.contains("connection"),
        "{detail}"
    );

    let body = json!({ "tool": "bitbucket_user_get", "identifier": "alice", "connection": "bitbucket" });
    assert_eq!(house.post("/v1/invoke", body.clone()).await.unwrap().status, 200);
    let body = json!({ "tool": "bitbucket_user_get", "identifier": "alice", "connection": "third" });
    let found = problem(&house.post("/v1/invoke", body).await.unwrap(), 404, "NOT_FOUND");
    assert!(found["detail"].as_str().unwrap().contains("use one of bitbucket, second"), "{found}");
}

#[tokio::test]
async fn there_is_a_problem_for_every_wrong_turn() {
    let house = House::open().await.unwrap();
    let operator = house.key(json!({ "role": "operator", "name": "o" })).await.unwrap();
    for (method, path, status, kind) in [
        (Method::GET, "/v1/nothing", 404, "NOT_FOUND"),
        (Method::GET, "/nothing", 404, "NOT_FOUND"),
        (Method::GET, "/v1/tools/nothing", 404, "TOOL_NOT_FOUND"),
        (Method::GET, "/v1/connections/nothing", 404, "NOT_FOUND"),
        (Method::DELETE, "/v1/keys/nothing", 404, "NOT_FOUND"),
        (Method::GET, "/v1/accounts/nothing", 422, "BAD_INPUT"),
        (Method::GET, "/v1/accounts?limit=0", 422, "BAD_INPUT"),
        (Method::GET, "/v1/accounts?stats=ACTIVE", 422, "BAD_INPUT"),
        (Method::PUT, "/v1/connections/nothing/accounts/alice", 404, "NOT_FOUND"),
        (Method::GET, "/v1/invoke", 405, "BAD_INPUT"),
        (Method::DELETE, "/v1/tools", 405, "BAD_INPUT"),
        (Method::POST, "/v1/keys", 415, "BAD_INPUT"),
    ] {
        problem(&house.request(method, path, &operator, None).await.unwrap(), status, kind);
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_read() {
    let house = House::open().await.unwrap();
    let body = json!({ "tool": "a", "reason": "x".repeat(1 << 20) });
    let found = problem(&posted(&house, body.to_string()).await, 413, "BAD_INPUT");
    assert!(found["detail"].as_str().unwrap().contains("max_request_bytes"), "{found}");
}
