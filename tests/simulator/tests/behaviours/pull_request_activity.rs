use serde_json::{Value, json};

use super::lab::Lab;

const PULL_REQUEST: &str = "/repositories/acme/website/pullrequests/1";
const ACTIVITY: &str = "/repositories/acme/website/pullrequests/1/activity";

/// What kinds of events a page has.
fn kinds(page: &Value) -> Vec<&str> {
    let kind = |event: &'_ Value| {
        ["update", "comment", "approval", "changes_requested"]
            .into_iter()
            .find(|kind| event.get(kind).is_some())
    };
    page["values"].as_array().unwrap().iter().map(|event| kind(event).unwrap()).collect()
}

async fn comment(lab: &Lab, text: &str) {
    let body = json!({"content": {"raw": text}});
    assert_eq!(lab.post(&format!("{PULL_REQUEST}/comments"), body).await.status, 201);
}

#[tokio::test]
async fn everything_that_happens_is_told_newest_first() {
    let lab = Lab::start().await;
    comment(&lab, "Hm").await;
    lab.post(&format!("{PULL_REQUEST}/request-changes"), json!({})).await;
    lab.put(PULL_REQUEST, json!({"title": "Menu"})).await;
    let page = lab.get(ACTIVITY).await.json;
    assert_eq!(kinds(&page), ["update", "changes_requested", "comment", "update"]);
    assert_eq!(page["values"][0]["update"]["title"], "Menu");
    assert_eq!(page["values"][3]["update"]["title"], "Menu in the header");
    assert_eq!(page["values"][2]["comment"]["content"]["raw"], "Hm");
    assert_eq!(page["values"][1]["pull_request"]["id"], 1);

    lab.post(&format!("{PULL_REQUEST}/approve"), json!({})).await;
    lab.post(&format!("{PULL_REQUEST}/merge"), json!({})).await;
    let page = lab.get(ACTIVITY).await.json;
    assert_eq!(kinds(&page), ["update", "approval", "update", "comment", "update"]);
    assert_eq!(page["values"][0]["update"]["state"], "MERGED");
}

#[tokio::test]
async fn a_log_is_read_on_by_an_opaque_place_that_does_not_move() {
    let lab = Lab::start().await;
    for text in ["a", "b", "c"] {
        comment(&lab, text).await;
    }
    let page = lab.get(&format!("{ACTIVITY}?pagelen=2")).await.json;
    assert_eq!(kinds(&page), ["comment", "comment"]);
    assert!(page.get("size").is_none() && page.get("page").is_none());
    comment(&lab, "d").await;
    let next = page["next"].as_str().unwrap().strip_prefix(lab.simulator.api_base()).unwrap();
    assert!(next.contains("ctx=") && next.contains("pagelen=2"));
    let rest = lab.get(next).await.json;
    assert_eq!(rest["values"][0]["comment"]["content"]["raw"], "a");
    assert_eq!((kinds(&rest), rest.get("next")), (vec!["comment", "update"], None));
    let again = lab.get(&format!("{ACTIVITY}?pagelen=2&page=2")).await.json;
    assert_eq!(again["values"][0]["comment"]["content"]["raw"], "d", "pages have no numbers");
    assert_eq!(lab.get(&format!("{ACTIVITY}?ctx=b2xkZXI")).await.status, 400);
    assert_eq!(lab.get(&format!("{ACTIVITY}?pagelen=101")).await.status, 400);
}

#[tokio::test]
async fn a_repositorys_log_tells_of_all_its_pull_requests() {
    let lab = Lab::start().await;
    let pull_requests = "/repositories/acme/website/pullrequests";
    lab.post(pull_requests, json!({"title": "Changelog", "source": {"branch": {"name": "develop"}}})).await;
    comment(&lab, "Hm").await;
    let page = lab.get(&format!("{pull_requests}/activity")).await.json;
    let ids: Vec<&Value> =
        page["values"].as_array().unwrap().iter().map(|event| &event["pull_request"]["id"]).collect();
    assert_eq!(ids, [1, 2, 1]);
    assert_eq!(lab.get(&format!("{pull_requests}/99/activity")).await.status, 404);
}

#[tokio::test]
async fn what_others_may_not_see_is_not_told() {
    let mut lab = Lab::start().await;
    let body = json!({"content": {"raw": "Draft"}, "pending": true});
    lab.post(&format!("{PULL_REQUEST}/comments"), body).await;
    assert_eq!(kinds(&lab.get(ACTIVITY).await.json), ["comment", "update"]);
    lab.become_user("bob");
    assert_eq!(kinds(&lab.get(ACTIVITY).await.json), ["update"]);
}
