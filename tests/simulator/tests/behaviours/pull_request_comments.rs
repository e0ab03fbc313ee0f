use reqwest::Method;
use serde_json::{Value, json};

use super::lab::{Lab, texts};

const PULL_REQUEST: &str = "/repositories/acme/website/pullrequests/1";
const COMMENTS: &str = "/repositories/acme/website/pullrequests/1/comments";

async fn say(lab: &Lab, text: &str, more: Value) -> Value {
    let mut body = json!({"content": {"raw": text}});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = lab.post(COMMENTS, body).await;
    assert_eq!(answer.status, 201, "{text}: {}", answer.text);
    answer.json
}

async fn resolve(lab: &Lab, id: &Value) -> u16 {
    lab.post(&format!("{COMMENTS}/{id}/resolve"), json!({})).await.status
}

#[tokio::test]
async fn comments_are_listed_in_the_order_in_which_they_were_made() {
    let lab = Lab::start().await;
    let first = say(&lab, "Why a menu?", json!({})).await;
    let second = say(&lab, "Because.", json!({"parent": {"id": first["id"]}})).await;
    assert_eq!((&first["type"], &first["deleted"]), (&json!("pullrequest_comment"), &json!(false)));
    assert_eq!(first["pullrequest"]["id"], 1);
    assert_eq!(second["parent"]["id"], first["id"]);
    let page = lab.get(COMMENTS).await.json;
    assert_eq!(texts(&page, "/content/raw"), ["Why a menu?", "Because."]);
    assert_eq!(lab.get(&format!("{COMMENTS}/{}", second["id"])).await.json, second);
    assert_eq!(lab.get(PULL_REQUEST).await.json["comment_count"], 2);
    let newest = lab.query(COMMENTS, &[("sort", "-created_on"), ("pagelen", "1")]).await.json;
    assert_eq!(texts(&newest, "/content/raw"), ["Because."]);
}

#[tokio::test]
async fn a_reply_stands_where_its_thread_does() {
    let lab = Lab::start().await;
    let inline = json!({"path": "src/header.ts", "to": 3, "start_to": 2});
    let thread = say(&lab, "Here", json!({"inline": inline})).await;
    assert_eq!((&thread["inline"]["to"], &thread["inline"]["from"]), (&json!(3), &Value::Null));
    let reply = say(&lab, "There", json!({"parent": {"id": thread["id"]}})).await;
    assert_eq!(reply["inline"], thread["inline"]);
    let found = lab.query(COMMENTS, &[("q", r#"inline.path = "src/header.ts""#)]).await.json;
    assert_eq!(found["size"], 2);
}

#[tokio::test]
async fn a_deleted_comment_stays_without_its_text() {
    let lab = Lab::start().await;
    let comment = say(&lab, "Oops", json!({})).await;
    let path = format!("{COMMENTS}/{}", comment["id"]);
    assert_eq!(lab.delete(&path).await.status, 204);
    let page = lab.get(COMMENTS).await.json;
    assert_eq!((&page["size"], &page["values"][0]["deleted"]), (&json!(1), &json!(true)));
    assert_eq!(texts(&page, "/content/raw"), [""]);
    assert_eq!(lab.query(COMMENTS, &[("q", "deleted = false")]).await.json["size"], 0);
    assert_eq!(lab.get(PULL_REQUEST).await.json["comment_count"], 0);
    assert_eq!(lab.delete(&path).await.status, 404);
    assert_eq!(lab.put(&path, json!({"content": {"raw": "x"}})).await.status, 404);
    let reply = json!({"content": {"raw": "x"}, "parent": {"id": comment["id"]}});
    assert_eq!(lab.post(COMMENTS, reply).await.status, 400);
}

#[tokio::test]
async fn a_comment_is_its_authors() {
    let mut lab = Lab::start().await;
    let comment = say(&lab, "Mine", json!({})).await;
    let path = format!("{COMMENTS}/{}", comment["id"]);
    let edited = lab.put(&path, json!({"content": {"raw": "Still mine"}})).await.json;
    assert_eq!(edited["content"]["raw"], "Still mine");
    lab.become_user("bob");
    assert_eq!(lab.put(&path, json!({"content": {"raw": "His"}})).await.status, 403);
    assert_eq!(lab.delete(&path).await.status, 403);
    let his = say(&lab, "Spam", json!({})).await;
    lab.become_user("alice");
    let path = format!("{COMMENTS}/{}", his["id"]);
    assert_eq!(lab.put(&path, json!({"content": {"raw": "x"}})).await.status, 403);
    assert_eq!(lab.delete(&path).await.status, 204, "alice administers the repository");
}

#[tokio::test]
async fn a_pending_comment_is_seen_by_its_author_alone() {
    let mut lab = Lab::start().await;
    let comment = say(&lab, "Draft", json!({"pending": true})).await;
    assert_eq!(lab.get(COMMENTS).await.json["size"], 1);
    assert_eq!(lab.get(PULL_REQUEST).await.json["comment_count"], 0);
    lab.become_user("bob");
    assert_eq!(lab.get(COMMENTS).await.json["size"], 0);
    assert_eq!(lab.get(&format!("{COMMENTS}/{}", comment["id"])).await.status, 404);
}

#[tokio::test]
async fn a_thread_on_code_is_settled_once_and_opened_again() {
    let lab = Lab::start().await;
    let thread = say(&lab, "Here", json!({"inline": {"path": "src/header.ts", "to": 2}})).await;
    let path = format!("{COMMENTS}/{}", thread["id"]);
    let answer = lab.post(&format!("{path}/resolve"), json!({})).await;
    assert_eq!((answer.status, &answer.json["user"]["nickname"]), (200, &json!("alice")));
    assert_eq!(lab.get(&path).await.json["resolution"], answer.json);
    assert_eq!(resolve(&lab, &thread["id"]).await, 409);
    assert_eq!(lab.delete(&format!("{path}/resolve")).await.status, 204);
    assert_eq!(lab.get(&path).await.json.get("resolution"), None);
    assert_eq!(lab.delete(&format!("{path}/resolve")).await.status, 404);
}

#[tokio::test]
async fn only_what_starts_a_thread_on_code_is_settled() {
    let lab = Lab::start().await;
    let general = say(&lab, "Well", json!({})).await;
    let thread = say(&lab, "Here", json!({"inline": {"path": "src/header.ts"}})).await;
    let reply = say(&lab, "There", json!({"parent": {"id": thread["id"]}})).await;
    assert_eq!(resolve(&lab, &general["id"]).await, 403);
    assert_eq!(resolve(&lab, &reply["id"]).await, 403);
    assert_eq!(resolve(&lab, &json!(99)).await, 404);
}

#[tokio::test]
async fn a_comment_that_makes_no_sense_is_refused() {
    let lab = Lab::start().await;
    let refused = [
        json!({}),
        json!({"content": {"raw": " "}}),
        json!({"content": "x"}),
        json!({"content": {"raw": "x"}, "parent": {"id": 99}}),
        json!({"content": {"raw": "x"}, "inline": {"to": 3}}),
        json!({"content": {"raw": "x"}, "inline": {"path": "a", "line": 3}}),
        json!({"content": {"raw": "x"}, "state": "RESOLVED"}),
    ];
    for body in refused {
        assert_eq!(lab.post(COMMENTS, body.clone()).await.status, 400, "{body}");
    }
    let elsewhere = "/repositories/acme/website/pullrequests/99/comments";
    assert_eq!(lab.post(elsewhere, json!({"content": {"raw": "x"}})).await.status, 404);
}

#[tokio::test]
async fn a_new_comment_says_where_it_is() {
    let lab = Lab::start().await;
    let request = lab.request(Method::POST, COMMENTS).header("content-type", "application/json");
    let response = request.body(r#"{"content": {"raw": "x"}}"#).send().await.unwrap();
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    let path = location.strip_prefix(lab.simulator.api_base()).unwrap();
    assert_eq!(lab.get(path).await.json["content"]["raw"], "x");
}
