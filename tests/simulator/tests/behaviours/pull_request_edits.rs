use serde_json::{Value, json};

use super::lab::{Lab, texts};

const PULL_REQUESTS: &str = "/repositories/acme/website/pullrequests";
const PULL_REQUEST: &str = "/repositories/acme/website/pullrequests/1";

async fn uuid(lab: &mut Lab, nickname: &str) -> Value {
    lab.become_user(nickname);
    let uuid = lab.get("/user").await.json["uuid"].clone();
    lab.become_user("alice");
    uuid
}

#[tokio::test]
async fn an_edit_changes_what_it_names() {
    let lab = Lab::start().await;
    let before = lab.get(PULL_REQUEST).await.json;
    let body = json!({"title": "Menu", "destination": {"branch": {"name": "develop"}}, "draft": true});
    let edited = lab.put(PULL_REQUEST, body).await;
    assert_eq!((edited.status, &edited.json["title"]), (200, &json!("Menu")));
    assert_eq!(edited.json["destination"]["branch"]["name"], "develop");
    assert_ne!(edited.json["destination"]["commit"]["hash"], before["destination"]["commit"]["hash"]);
    assert_eq!(edited.json["draft"], true);
    assert_eq!(
        (&edited.json["reviewers"], &edited.json["source"]),
        (&before["reviewers"], &before["source"])
    );
    assert_eq!(lab.get(PULL_REQUEST).await.json, edited.json);
}

#[tokio::test]
async fn reviewers_are_replaced_and_can_all_be_removed() {
    let mut lab = Lab::start().await;
    let bob = uuid(&mut lab, "bob").await;
    let none = lab.put(PULL_REQUEST, json!({"reviewers": []})).await.json;
    assert_eq!((&none["reviewers"], &none["participants"]), (&json!([]), &json!([])));
    let one = lab.put(PULL_REQUEST, json!({"reviewers": [{"uuid": bob}]})).await.json;
    assert_eq!(one["reviewers"][0]["nickname"], "bob");
    let alice = uuid(&mut lab, "alice").await;
    assert_eq!(lab.put(PULL_REQUEST, json!({"reviewers": [{"uuid": alice}]})).await.status, 400);
}

#[tokio::test]
async fn closing_the_source_branch_is_dropped_unless_something_else_changes() {
    let lab = Lab::start().await;
    let alone = lab.put(PULL_REQUEST, json!({"close_source_branch": true})).await;
    assert_eq!((alone.status, &alone.json["close_source_branch"]), (200, &json!(false)));
    let along = lab.put(PULL_REQUEST, json!({"close_source_branch": true, "title": "Menu"})).await.json;
    assert_eq!(along["close_source_branch"], true);
}

#[tokio::test]
async fn an_edit_that_makes_no_sense_is_refused() {
    let lab = Lab::start().await;
    let refused = [
        json!({"title": " "}),
        json!({"state": "MERGED"}),
        json!({"destination": {"branch": {"name": "no-such-branch"}}}),
        json!({"destination": {"branch": {"name": "feature/new-header"}}}),
        json!({"reviewers": ["{1}"]}),
    ];
    for body in refused {
        assert_eq!(lab.put(PULL_REQUEST, body.clone()).await.status, 400, "{body}");
    }
    assert_eq!(lab.put(&format!("{PULL_REQUESTS}/99"), json!({"title": "x"})).await.status, 404);
}

#[tokio::test]
async fn a_declined_pull_request_is_closed_for_good() {
    let lab = Lab::start().await;
    let path = format!("{PULL_REQUEST}/decline");
    let declined = lab.post(&path, json!({"message": "Not this year"})).await;
    assert_eq!((declined.status, &declined.json["state"]), (200, &json!("DECLINED")));
    assert_eq!(declined.json["reason"], "Not this year");
    assert_eq!(declined.json["closed_by"]["nickname"], "alice");
    assert_eq!(lab.get(PULL_REQUESTS).await.json["size"], 0);
    assert_eq!(lab.query(PULL_REQUESTS, &[("state", "DECLINED")]).await.json["size"], 1);
    assert_eq!(lab.post(&path, json!({})).await.status, 400);
    assert_eq!(lab.put(PULL_REQUEST, json!({"title": "x"})).await.status, 400);
    assert_eq!(lab.post(&format!("{PULL_REQUEST}/merge"), json!({})).await.status, 400);
    assert_eq!(lab.post(&path, json!({"reason": "x"})).await.status, 400);
}

#[tokio::test]
async fn a_draft_is_not_merged() {
    let lab = Lab::start().await;
    lab.put(PULL_REQUEST, json!({"draft": true})).await;
    assert_eq!(lab.post(&format!("{PULL_REQUEST}/merge"), json!({})).await.status, 400);
    lab.put(PULL_REQUEST, json!({"draft": false})).await;
    assert_eq!(lab.post(&format!("{PULL_REQUEST}/merge"), json!({})).await.status, 200);
}

#[tokio::test]
async fn a_pull_request_with_nothing_left_to_bring_is_superseded() {
    let lab = Lab::start().await;
    let proposal = |from: &str, into: &str| {
        json!({
            "title": "x",
            "source": {"branch": {"name": from}},
            "destination": {"branch": {"name": into}},
        })
    };
    // The header comes to `develop`, and with `develop` to `main`.
    let first = lab.post(PULL_REQUESTS, proposal("feature/new-header", "develop")).await.json["id"].clone();
    assert_eq!(lab.post(&format!("{PULL_REQUESTS}/{first}/merge"), json!({})).await.status, 200);
    let second = lab.post(PULL_REQUESTS, proposal("develop", "main")).await.json["id"].clone();
    assert_eq!(lab.post(&format!("{PULL_REQUESTS}/{second}/merge"), json!({})).await.status, 200);
    assert_eq!(lab.get(PULL_REQUEST).await.json["state"], "SUPERSEDED");
    assert_eq!(lab.query(PULL_REQUESTS, &[("state", "SUPERSEDED")]).await.json["size"], 1);
}

#[tokio::test]
async fn somebodys_pull_requests_are_found_in_the_whole_workspace() {
    let mut lab = Lab::start().await;
    let bob = uuid(&mut lab, "bob").await;
    let bob = bob.as_str().unwrap().replace('{', "%7B").replace('}', "%7D");
    lab.post(PULL_REQUESTS, json!({"title": "Changelog", "source": {"branch": {"name": "develop"}}})).await;
    let path = format!("/workspaces/acme/pullrequests/{bob}");
    let his = lab.get(&path).await.json;
    assert_eq!(texts(&his, "/title"), ["Round fees up"]);
    assert_eq!(lab.query(&path, &[("state", "MERGED")]).await.json["size"], 0);
    let account = lab.get("/user").await.json["account_id"].as_str().unwrap().to_owned();
    let own =
        lab.query(&format!("/workspaces/acme/pullrequests/{account}"), &[("q", r#"title ~ "log""#)]).await;
    assert_eq!(texts(&own.json, "/title"), ["Changelog"]);
    assert_eq!(lab.get("/workspaces/acme/pullrequests/nobody").await.status, 404);
    assert_eq!(lab.get("/workspaces/elsewhere/pullrequests/nobody").await.status, 404);
}

#[tokio::test]
async fn reviewers_are_a_way_to_find_pull_requests() {
    let mut lab = Lab::start().await;
    let bob = uuid(&mut lab, "bob").await;
    let q = format!("reviewers.uuid = {bob}");
    assert_eq!(lab.query(PULL_REQUESTS, &[("q", &q)]).await.json["size"], 1);
    let payments = "/repositories/acme/payments-api/pullrequests";
    assert_eq!(lab.query(payments, &[("q", &q)]).await.json["size"], 0);
}
