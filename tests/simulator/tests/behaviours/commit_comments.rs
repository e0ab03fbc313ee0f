use innkeeper_simulator::{ConsumerSpec, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use super::lab::{Lab, read, texts};

const COMMENTS: &str = "/repositories/acme/website/commit/develop/comments";

fn says(text: &str) -> Value {
    json!({"content": {"raw": text}})
}

/// Writes a comment and gives its path.
async fn written(lab: &Lab, body: Value) -> String {
    let comment = lab.post(COMMENTS, body).await;
    assert_eq!(comment.status, 201, "{}", comment.text);
    format!("{COMMENTS}/{}", comment.json["id"])
}

#[tokio::test]
async fn a_comment_is_listed_edited_and_deleted() {
    let lab = Lab::start().await;
    let inline = json!({"path": "CHANGELOG.md", "to": 1});
    let comment = written(&lab, json!({"content": {"raw": "A heading?"}, "inline": inline})).await;
    let listed = lab.get(COMMENTS).await.json;
    assert_eq!(texts(&listed, "/content/raw"), ["A heading?"]);
    assert_eq!(listed["values"][0]["inline"], json!({"path": "CHANGELOG.md", "from": null, "to": 1}));

    let edited = lab.put(&comment, says("A title?")).await;
    assert_eq!((edited.status, &edited.json["content"]["raw"]), (201, &json!("A title?")));
    assert_eq!(lab.get(&comment).await.json["content"]["raw"], "A title?");

    for _ in 0..2 {
        assert_eq!(lab.delete(&comment).await.status, 204);
    }
    assert_eq!(lab.get(&comment).await.status, 404);
    assert_eq!(lab.put(&comment, says("Back?")).await.status, 404);
    assert_eq!(lab.get(COMMENTS).await.json["size"], 0);
}

#[tokio::test]
async fn a_deleted_comment_with_replies_keeps_its_place_without_its_text() {
    let lab = Lab::start().await;
    let question = written(&lab, says("Why?")).await;
    let id: u64 = question.rsplit('/').next().unwrap().parse().unwrap();
    let answer = written(&lab, json!({"content": {"raw": "Because."}, "parent": {"id": id}})).await;
    lab.delete(&question).await;
    let left = lab.get(&question).await.json;
    assert_eq!((&left["deleted"], &left["content"]["raw"]), (&json!(true), &json!("")));
    assert_eq!(lab.get(&answer).await.json["parent"]["id"], id);
    lab.delete(&answer).await;
    assert_eq!(lab.get(COMMENTS).await.json["size"], 0);
}

#[tokio::test]
async fn a_reply_is_to_a_comment_of_the_same_commit() {
    let lab = Lab::start().await;
    let comment = written(&lab, says("Here.")).await;
    let id: u64 = comment.rsplit('/').next().unwrap().parse().unwrap();
    let reply = |id: u64| json!({"content": {"raw": "There."}, "parent": {"id": id}});
    let elsewhere = COMMENTS.replace("develop", "main");
    assert_eq!(lab.post(&elsewhere, reply(id)).await.status, 400);
    assert_eq!(lab.post(COMMENTS, reply(id + 1)).await.status, 404);
}

#[tokio::test]
async fn a_bad_comment_is_refused_by_field() {
    let lab = Lab::start().await;
    for (body, field) in [
        (json!({}), "content"),
        (says(" "), "content.raw"),
        (json!({"content": {"raw": "x"}, "pending": true}), "pending"),
        (json!({"content": {"raw": "x"}, "inline": {"to": 1}}), "inline.path"),
        (json!({"content": {"raw": "x"}, "inline": {"path": "a", "to": 0}}), "inline.to"),
    ] {
        let answer = lab.post(COMMENTS, body.clone()).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.json["error"]["fields"].get(field).is_some(), "{body}: {}", answer.text);
    }
    assert_eq!(lab.get(&format!("{COMMENTS}/1")).await.status, 404);
}

#[tokio::test]
async fn nobody_edits_what_another_says_but_an_administrator_deletes_it() {
    let lab = Lab::start().await;
    let spec = ConsumerSpec::new("second", "http://127.0.0.1:1/callback").with_scopes(Scope::ALL);
    let consumer = lab.simulator.register_consumer(spec).unwrap();
    let bob = lab.control().issue_tokens("bob", &consumer.key).unwrap().access_token;
    let as_bob = |method: Method, path: &str, body: &Value| {
        let request = lab.client.request(method, format!("{}{path}", lab.simulator.api_base()));
        let request = request.bearer_auth(&bob).header("content-type", "application/json");
        request.body(if body.is_null() { String::new() } else { body.to_string() })
    };

    let hers = written(&lab, says("Mine.")).await;
    let edit = read(as_bob(Method::PUT, &hers, &says("Ours.")).send().await.unwrap()).await;
    let deletion = read(as_bob(Method::DELETE, &hers, &Value::Null).send().await.unwrap()).await;
    assert_eq!([edit.status, deletion.status], [403; 2]);
    assert_eq!(lab.get(&hers).await.json["content"]["raw"], "Mine.");

    let his = read(as_bob(Method::POST, COMMENTS, &says("His.")).send().await.unwrap()).await.json;
    let his = format!("{COMMENTS}/{}", his["id"]);
    assert_eq!(lab.put(&his, says("Ours.")).await.status, 403);
    assert_eq!(lab.delete(&his).await.status, 204);
}
