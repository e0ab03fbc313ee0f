use reqwest::Method;
use serde_json::{Value, json};

use super::lab::Lab;

const ATTACHMENTS: &str = "/repositories/acme/website/issues/1/attachments";

async fn names(lab: &Lab) -> Vec<Value> {
    let page = lab.get(ATTACHMENTS).await.json;
    page["values"].as_array().unwrap().iter().map(|file| file["name"].clone()).collect()
}

/// What a file's link leads to.
async fn content(lab: &Lab, link: &str) -> String {
    let path = link.strip_prefix(lab.simulator.api_base()).unwrap();
    let hop = lab.request(Method::GET, path).send().await.unwrap();
    assert_eq!(hop.status(), 302);
    let place = hop.headers()["location"].to_str().unwrap();
    assert!(place.starts_with(lab.simulator.storage_origin()));
    lab.client.get(place).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn uploaded_files_are_listed_with_links_that_lead_to_them() {
    let lab = Lab::start().await;
    let files = [("files", Some("build log.txt"), "failed"), ("files", Some("b"), "2")];
    let answer = lab.upload(ATTACHMENTS, &files).await;
    assert_eq!((answer.status, answer.json), (201, Value::Null));
    assert_eq!(names(&lab).await, ["build log.txt", "b"]);
    let first = lab.get(ATTACHMENTS).await.json["values"][0].clone();
    assert_eq!(first["type"], "issue_attachment");
    assert_eq!(content(&lab, first["links"]["self"]["href"].as_str().unwrap()).await, "failed");
}

#[tokio::test]
async fn a_file_takes_the_place_of_its_namesake() {
    let lab = Lab::start().await;
    for content in ["1", "2"] {
        lab.upload(ATTACHMENTS, &[("files", Some("a"), content)]).await;
    }
    let only = lab.get(ATTACHMENTS).await.json;
    assert_eq!(only["size"], 1);
    assert_eq!(content(&lab, only["values"][0]["links"]["self"]["href"].as_str().unwrap()).await, "2");
}

#[tokio::test]
async fn a_deleted_file_is_gone() {
    let lab = Lab::start().await;
    lab.upload(ATTACHMENTS, &[("files", Some("a b"), "1"), ("files", Some("c"), "2")]).await;
    let path = format!("{ATTACHMENTS}/a%20b");
    assert_eq!(lab.delete(&path).await.status, 204);
    assert_eq!(names(&lab).await, ["c"]);
    assert_eq!([lab.delete(&path).await.status, lab.get(&path).await.status], [404; 2]);
}

#[tokio::test]
async fn an_upload_needs_files_in_a_form() {
    let lab = Lab::start().await;
    assert_eq!(lab.upload(ATTACHMENTS, &[]).await.status, 400);
    assert_eq!(lab.upload(ATTACHMENTS, &[("files", None, "x")]).await.status, 400);
    assert_eq!(lab.post(ATTACHMENTS, json!({ "files": [] })).await.status, 400);
    assert!(names(&lab).await.is_empty());
}

#[tokio::test]
async fn a_link_to_a_file_is_signed() {
    let lab = Lab::start().await;
    lab.upload(ATTACHMENTS, &[("files", Some("a"), "1")]).await;
    let hop = lab.request(Method::GET, &format!("{ATTACHMENTS}/a")).send().await.unwrap();
    let place = hop.headers()["location"].to_str().unwrap().to_owned();
    let bare = place.split('?').next().unwrap();
    assert_eq!(lab.client.get(bare).send().await.unwrap().status(), 403);
    assert_eq!(lab.client.get(&place).bearer_auth("token").send().await.unwrap().status(), 400);
}
