use serde_json::{Value, json};

use super::lab::Lab;

const COMMENTS: &str = "/repositories/acme/website/issues/1/comments";

fn saying(text: &str) -> Value {
    json!({ "content": { "raw": text } })
}

#[tokio::test]
async fn a_comment_is_listed_changed_and_deleted() {
    let lab = Lab::start().await;
    let said = lab.post(COMMENTS, saying("Seen on mine too.")).await;
    assert_eq!((said.status, &said.json["type"]), (201, &json!("issue_comment")));
    assert_eq!((&said.json["user"]["nickname"], &said.json["issue"]["id"]), (&json!("alice"), &json!(1)));
    let own = format!("{COMMENTS}/{}", said.json["id"]);
    let changed = lab.put(&own, saying("Seen on two.")).await;
    assert_eq!((changed.status, &changed.json["content"]["raw"]), (200, &json!("Seen on two.")));
    assert!(said.json["updated_on"].is_null() && changed.json["updated_on"].is_string());
    assert_eq!(lab.get(&own).await.json, changed.json);
    assert_eq!(lab.get(COMMENTS).await.json["values"], json!([changed.json]));
    assert_eq!(lab.delete(&own).await.status, 204);
    assert_eq!(lab.get(COMMENTS).await.json["size"], 0);
    assert_eq!([lab.get(&own).await.status, lab.delete(&own).await.status], [404; 2]);
}

#[tokio::test]
async fn comments_are_filtered() {
    let lab = Lab::start().await;
    for text in ["Seen.", "Fixed.", "Not fixed."] {
        lab.post(COMMENTS, saying(text)).await;
    }
    let found = lab.query(COMMENTS, &[("q", r#"content.raw ~ "fixed""#)]).await.json;
    assert_eq!(found["size"], 2);
    assert_eq!(lab.query(COMMENTS, &[("sort", "-id")]).await.status, 400);
}

#[tokio::test]
async fn only_its_author_and_administrators_change_a_comment() {
    let mut lab = Lab::start().await;
    let of_alice = format!("{COMMENTS}/{}", lab.post(COMMENTS, saying("Mine.")).await.json["id"]);
    lab.become_user("bob");
    assert_eq!(lab.put(&of_alice, saying("Yours.")).await.status, 403);
    assert_eq!(lab.delete(&of_alice).await.status, 403);
    let of_bob = format!("{COMMENTS}/{}", lab.post(COMMENTS, saying("Bob's.")).await.json["id"]);
    assert_eq!(lab.put(&of_bob, saying("Bob's own.")).await.status, 200);
    lab.become_user("alice");
    assert_eq!(lab.delete(&of_bob).await.status, 204, "alice administers the workspace");
}

#[tokio::test]
async fn a_comment_says_something_and_nothing_else() {
    let lab = Lab::start().await;
    for body in
        [json!({}), saying(""), json!({ "content": "x" }), json!({ "content": { "raw": "x" }, "inline": {} })]
    {
        assert_eq!(lab.post(COMMENTS, body.clone()).await.status, 400, "{body}");
    }
    assert_eq!(lab.post("/repositories/acme/website/issues/9/comments", saying("x")).await.status, 404);
    assert_eq!(lab.get(COMMENTS).await.json["size"], 0);
}
