use innkeeper_simulator::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::lab::Lab;

const SNIPPETS: &str = "/snippets/acme";

fn titles(page: &Value) -> Vec<&str> {
    page["values"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

fn path(snippet: &Value) -> String {
    format!("{SNIPPETS}/{}", snippet["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_snippet_is_made_read_and_deleted() {
    let lab = Lab::start().await;
    let form = [
        ("title", None, "Two scripts"),
        ("is_private", None, "true"),
        ("file", Some("a b.sh"), "ls"),
        ("file", Some("b.sh"), "pwd"),
    ];
    let made = lab.upload(SNIPPETS, &form).await;
    assert_eq!((made.status, &made.json["is_private"]), (201, &json!(true)));
    assert_eq!(made.json["creator"]["nickname"], "alice");
    assert_eq!(lab.get(&path(&made.json)).await.json, made.json);

    let link = made.json["files"]["a b.sh"]["links"]["self"]["href"].as_str().unwrap();
    let below = link.strip_prefix(lab.simulator.api_base()).unwrap();
    let content = lab.request(Method::GET, below).send().await.unwrap().text().await.unwrap();
    assert_eq!(content, "ls");

    assert_eq!(lab.delete(&path(&made.json)).await.status, 204);
    assert_eq!(lab.get(&path(&made.json)).await.status, 404);
    assert_eq!(titles(&lab.get(SNIPPETS).await.json), ["Release check list"]);
}

#[tokio::test]
async fn a_new_snippet_is_told_where_it_is() {
    let lab = Lab::start().await;
    let request =
        lab.request(Method::POST, SNIPPETS).header("content-type", "multipart/form-data; boundary=x");
    let response = request.body("--x--\r\n").send().await.unwrap();
    assert_eq!(response.status(), 201);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    let found = lab.get(location.strip_prefix(lab.simulator.api_base()).unwrap()).await;
    assert_eq!((found.status, &found.json["is_private"]), (200, &json!(false)));
}

#[tokio::test]
async fn a_list_shows_no_files_and_takes_a_role() {
    let lab = Lab::start().await;
    lab.upload(SNIPPETS, &[("title", None, "Mine"), ("file", Some("a"), "1")]).await;
    let page = lab.get(SNIPPETS).await.json;
    assert_eq!(titles(&page), ["Release check list", "Mine"]);
    assert!(page["values"][0].get("files").is_none());
    for (role, expected) in
        [("owner", &["Mine"][..]), ("contributor", &["Mine"]), ("member", &["Release check list", "Mine"])]
    {
        assert_eq!(titles(&lab.query(SNIPPETS, &[("role", role)]).await.json), expected, "{role}");
    }
    for (name, value) in [("role", "admin"), ("q", "title = \"Mine\""), ("pagelen", "101")] {
        assert_eq!(lab.query(SNIPPETS, &[(name, value)]).await.status, 400, "{name}");
    }
}

#[tokio::test]
async fn private_snippets_are_for_members() {
    let alice = Lab::start().await;
    let all = alice.get("/snippets/globex").await.json;
    assert_eq!(titles(&all), ["Start-up sequence", "Licence header"]);
    let bob = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(titles(&bob.get("/snippets/globex").await.json), ["Licence header"]);
    assert_eq!(bob.query("/snippets/globex", &[("role", "member")]).await.json["size"], 0);
    let [private, public] =
        [0, 1].map(|at: usize| format!("/snippets/globex/{}", all["values"][at]["id"].as_str().unwrap()));
    assert_eq!(bob.get(&private).await.status, 403);
    assert_eq!(bob.get(&public).await.status, 200);
    assert_eq!(bob.delete(&public).await.status, 403);
    assert_eq!(bob.upload("/snippets/globex", &[("file", Some("a"), "1")]).await.status, 403);
    assert_eq!(bob.get("/snippets/nowhere").await.status, 404);
}

#[tokio::test]
async fn a_snippet_is_deleted_by_who_made_it_and_by_administrators() {
    let mut lab = Lab::start().await;
    let of_alice = lab.upload(SNIPPETS, &[("title", None, "Mine")]).await.json;
    let of_bob = lab.get(SNIPPETS).await.json["values"][0].clone();
    lab.become_user("bob");
    assert_eq!(lab.delete(&path(&of_alice)).await.status, 403);
    lab.become_user("alice");
    assert_eq!(lab.delete(&path(&of_bob)).await.status, 204);
    assert_eq!(lab.delete(&path(&of_bob)).await.status, 404);
}

#[tokio::test]
async fn a_form_has_the_fields_of_a_snippet_and_no_others() {
    let lab = Lab::start().await;
    for field in [
        ("colour", None, "red"),
        ("is_private", None, "yes"),
        ("scm", None, "hg"),
        ("file", None, "no file"),
        ("title", Some("a"), "a file"),
    ] {
        let answer = lab.upload(SNIPPETS, &[field]).await;
        assert_eq!(answer.status, 400, "{field:?}");
        assert!(answer.json["error"]["fields"].get(field.0).is_some());
    }
    let twice = [("file", Some("a"), "1"), ("file", Some("a"), "2")];
    assert_eq!(lab.upload(SNIPPETS, &twice).await.status, 400);
    assert_eq!(lab.post(SNIPPETS, json!({ "title": "x" })).await.status, 400);
    assert_eq!(lab.get(SNIPPETS).await.json["size"], 1);
}

#[tokio::test]
async fn snippets_have_scopes_of_their_own() {
    let reader = Lab::start_as("alice", &[Scope::Snippet]).await;
    assert_eq!(reader.get(SNIPPETS).await.status, 200);
    assert_eq!(reader.upload(SNIPPETS, &[("title", None, "x")]).await.status, 403);
    let stranger = Lab::start_as("alice", &[Scope::Repository]).await;
    assert_eq!(stranger.get(SNIPPETS).await.status, 403);
}
