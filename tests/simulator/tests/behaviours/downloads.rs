use innkeeper_simulator::Scope;
use reqwest::Method;
use serde_json::json;

use super::lab::{Lab, client, read};

const DOWNLOADS: &str = "/repositories/acme/website/downloads";

/// Uploads one file; gives the status.
async fn upload(lab: &Lab, field: &str, filename: &str, content: &str) -> u16 {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{filename}\"\r\n\r\n{content}\r\n--x--\r\n"
    );
    let request = lab.request(Method::POST, DOWNLOADS);
    let request = request.header("content-type", "multipart/form-data; boundary=x").body(body);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn an_uploaded_file_is_listed_counted_and_deleted() {
    let lab = Lab::start().await;
    assert_eq!(upload(&lab, "files", "notes.md", "# One").await, 201);
    assert_eq!(upload(&lab, "files", "app.zip", "zip").await, 201);
    let page = lab.get(DOWNLOADS).await.json;
    assert_eq!((&page["size"], &page["values"][0]["name"]), (&json!(2), &json!("app.zip")));
    assert_eq!(page["values"][1]["user"]["nickname"], "alice");

    let path = format!("{DOWNLOADS}/notes.md");
    assert_eq!(lab.get(&path).await.status, 302);
    assert_eq!(lab.get(DOWNLOADS).await.json["values"][1]["downloads"], 1);
    let delete = || lab.request(Method::DELETE, &path).send();
    assert_eq!(delete().await.unwrap().status(), 204);
    assert_eq!(delete().await.unwrap().status(), 404);
    assert_eq!(lab.get(&path).await.status, 404);
    assert_eq!(lab.get(DOWNLOADS).await.json["size"], 1);
}

#[tokio::test]
async fn the_bytes_are_on_another_host_that_wants_no_token() {
    let lab = Lab::start().await;
    upload(&lab, "files", "notes.md", "# One").await;
    let path = format!("{DOWNLOADS}/notes.md");
    let response = lab.request(Method::GET, &path).send().await.unwrap();
    let place = response.headers()["location"].to_str().unwrap().to_owned();
    assert!(!place.starts_with(lab.simulator.api_base()));
    let part = client().get(&place).header("range", "bytes=2-").send().await.unwrap();
    assert_eq!(
        (part.status().as_u16(), part.headers()["content-type"].to_str().unwrap()),
        (206, "text/markdown")
    );
    assert_eq!(part.text().await.unwrap(), "One");
    assert_eq!(client().get(&place).bearer_auth("t").send().await.unwrap().status(), 400);
    let unsigned = place.split('?').next().unwrap();
    assert_eq!(client().get(unsigned).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_file_of_the_same_name_takes_the_place_of_the_old() {
    let lab = Lab::start().await;
    upload(&lab, "files", "notes.md", "old").await;
    upload(&lab, "files", "notes.md", "new and longer").await;
    let page = lab.get(DOWNLOADS).await.json;
    assert_eq!((&page["size"], &page["values"][0]["size"]), (&json!(1), &json!(14)));
}

#[tokio::test]
async fn what_is_no_upload_is_refused() {
    let lab = Lab::start().await;
    assert_eq!(upload(&lab, "file", "notes.md", "x").await, 400);
    assert_eq!(upload(&lab, "files", "a/b", "x").await, 400);
    let urlencoded = lab
        .request(Method::POST, DOWNLOADS)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("files=x");
    assert_eq!(urlencoded.send().await.unwrap().status(), 406);
    assert_eq!(lab.get(DOWNLOADS).await.json["size"], 0);
    let reader = Lab::start_as("alice", &[Scope::Repository]).await;
    assert_eq!(upload(&reader, "files", "notes.md", "x").await, 403);
    let stranger = Lab::start_as("bob", &Scope::ALL).await;
    let hidden = stranger.request(Method::GET, "/repositories/globex/reactor/downloads");
    assert_eq!(read(hidden.send().await.unwrap()).await.status, 404);
}
