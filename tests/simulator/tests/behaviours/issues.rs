use innkeeper_simulator::{IssueTracker, Options, Scope, Simulator};
use reqwest::Method;
use serde_json::{Value, json};

use super::lab::{Lab, read};

const ISSUES: &str = "/repositories/acme/website/issues";
const FIRST: &str = "/repositories/acme/website/issues/1";

/// The members of a page, by one of their properties.
fn all<'p>(page: &'p Value, property: &str) -> Vec<&'p Value> {
    page["values"].as_array().unwrap().iter().map(|item| &item[property]).collect()
}

#[tokio::test]
async fn a_new_issue_is_read_and_listed_as_it_was_reported() {
    let lab = Lab::start().await;
    let created = lab.post(ISSUES, json!({ "title": "No icons" })).await;
    assert_eq!((created.status, created.json["id"].as_u64()), (201, Some(3)));
    let usual = [&created.json["state"], &created.json["kind"], &created.json["priority"]];
    assert_eq!(usual, ["new", "bug", "major"]);
    assert_eq!(created.json["reporter"]["nickname"], "alice");
    assert_eq!((&created.json["votes"], &created.json["watches"]), (&json!(0), &json!(1)));
    assert_eq!(lab.get(&format!("{ISSUES}/3")).await.json, created.json);
    assert_eq!(all(&lab.get(ISSUES).await.json, "id"), [1, 2, 3]);
}

#[tokio::test]
async fn an_issue_is_given_to_a_member_by_account_id() {
    let lab = Lab::start().await;
    let bob = lab.get(FIRST).await.json["reporter"]["account_id"].clone();
    let body = json!({ "title": "x", "assignee": { "account_id": bob }, "content": { "raw": "y" } });
    let created = lab.post(ISSUES, body).await.json;
    assert_eq!((&created["assignee"]["nickname"], &created["content"]["raw"]), (&json!("bob"), &json!("y")));
    for stranger in [json!({ "account_id": "557058:none" }), json!({})] {
        let answer = lab.post(ISSUES, json!({ "title": "x", "assignee": stranger })).await;
        assert_eq!(answer.status, 400);
        assert!(answer.json["error"]["fields"].get("assignee").is_some());
    }
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_is_noted() {
    let lab = Lab::start().await;
    let before = lab.get(FIRST).await.json;
    let changes = json!({ "state": "on hold", "version": { "name": "1.1" }, "component": null });
    let after = lab.put(FIRST, changes.clone()).await;
    assert_eq!((after.status, &after.json["state"]), (200, &json!("on hold")));
    assert_eq!((&after.json["version"]["id"], &after.json["component"]), (&json!(2), &Value::Null));
    assert_eq!((&after.json["title"], &after.json["assignee"]), (&before["title"], &before["assignee"]));
    assert_eq!(after.json["edited_on"], Value::Null);

    let comments = lab.get(&format!("{FIRST}/comments")).await.json;
    assert_eq!(all(&comments, "content")[0]["raw"], Value::Null);
    assert_eq!(lab.put(FIRST, changes).await.json["updated_on"], after.json["updated_on"]);
    assert_eq!(lab.get(&format!("{FIRST}/comments")).await.json["size"], 1);
    assert!(lab.put(FIRST, json!({ "title": "Menu" })).await.json["edited_on"].is_string());
}

#[tokio::test]
async fn what_an_issue_cannot_be_is_refused() {
    let lab = Lab::start().await;
    for (body, field) in [
        (json!({}), "title"),
        (json!({ "title": " " }), "title"),
        (json!({ "title": "x", "status": "open" }), "status"),
        (json!({ "title": "x", "kind": "wish" }), "kind"),
        (json!({ "title": "x", "priority": 1 }), "priority"),
        (json!({ "title": "x", "content": "y" }), "content"),
        (json!({ "title": "x", "milestone": { "name": "Never" } }), "milestone"),
    ] {
        let answer = lab.post(ISSUES, body).await;
        assert_eq!(answer.status, 400, "{field}");
        assert!(answer.json["error"]["fields"].get(field).is_some(), "{field}: {}", answer.json);
    }
    assert_eq!(lab.put(FIRST, json!({ "state": "reopened" })).await.status, 400);
    assert_eq!(lab.get(ISSUES).await.json["size"], 2);
}

#[tokio::test]
async fn issues_are_filtered_sorted_and_paged() {
    let lab = Lab::start().await;
    let found = async |q: &str| {
        let page = lab.query(ISSUES, &[("q", q)]).await.json;
        all(&page, "id").into_iter().cloned().collect::<Vec<_>>()
    };
    assert_eq!(found(r#"state = "open" AND kind = "bug""#).await, [1]);
    assert_eq!(found(r#"reporter.nickname = "alice" OR component.name = "Header""#).await, [1, 2]);
    assert_eq!(found(r#"milestone.name = "Autumn sale""#).await, [2]);
    assert_eq!(found("assignee = null").await, [2]);
    let page = lab.query(ISSUES, &[("sort", "-id"), ("pagelen", "1")]).await.json;
    assert_eq!((all(&page, "id"), page["next"].is_string()), (vec![&json!(2)], true));
    for (name, value) in [("q", "votes.all > 1"), ("sort", "reporter"), ("pagelen", "101"), ("state", "open")]
    {
        assert_eq!(lab.query(ISSUES, &[(name, value)]).await.status, 400, "{name}");
    }
}

#[tokio::test]
async fn a_deleted_issue_is_gone_and_its_number_with_it() {
    let lab = Lab::start().await;
    let second = format!("{ISSUES}/2");
    lab.upload(&format!("{second}/attachments"), &[("files", Some("a"), "b")]).await;
    assert_eq!(lab.delete(&second).await.status, 204);
    for path in [&second, &format!("{second}/comments"), &format!("{second}/attachments")] {
        assert_eq!(lab.get(path).await.status, 404, "{path}");
    }
    assert_eq!(lab.delete(&second).await.status, 404);
    assert_eq!(lab.post(ISSUES, json!({ "title": "x" })).await.json["id"], 3);
}

#[tokio::test]
async fn votes_and_watches_are_each_persons_own() {
    let mut lab = Lab::start().await;
    for (what, count, before) in [("vote", "votes", 0), ("watch", "watches", 1)] {
        let path = format!("{FIRST}/{what}");
        assert_eq!(lab.get(&path).await.status, 404);
        for _ in 0..2 {
            assert_eq!(lab.put(&path, json!({})).await.status, 204);
        }
        assert_eq!(lab.get(&path).await.status, 204);
        assert_eq!(lab.get(FIRST).await.json[count], before + 1);
    }
    lab.become_user("bob");
    assert_eq!(lab.get(&format!("{FIRST}/vote")).await.status, 404);
    assert_eq!(lab.get(&format!("{FIRST}/watch")).await.status, 204, "the reporter watches");
    assert_eq!(lab.delete(&format!("{FIRST}/watch")).await.status, 204);
    assert_eq!(lab.delete(&format!("{FIRST}/vote")).await.status, 204);
    let issue = lab.get(FIRST).await.json;
    assert_eq!((&issue["votes"], &issue["watches"]), (&json!(1), &json!(1)));
    assert_eq!(lab.put(&format!("{ISSUES}/9/vote"), json!({})).await.status, 404);
    assert_eq!(lab.put(&format!("{FIRST}/vote"), json!({ "count": 2 })).await.status, 400);
}

#[tokio::test]
async fn a_vote_needs_the_scopes_of_account_and_tracker() {
    for scopes in [vec![Scope::Issue, Scope::IssueWrite], vec![Scope::Account, Scope::AccountWrite]] {
        let lab = Lab::start_as("alice", &scopes).await;
        let path = format!("{FIRST}/vote");
        assert_eq!(lab.get(&path).await.status, 403);
        assert_eq!(lab.put(&path, json!({})).await.status, 403);
        assert_eq!(lab.delete(&path).await.status, 403);
    }
    let lab = Lab::start_as("alice", &[Scope::AccountWrite, Scope::Issue]).await;
    assert_eq!(lab.put(&format!("{FIRST}/vote"), json!({})).await.status, 204);
}

#[tokio::test]
async fn labels_are_listed_and_read() {
    let lab = Lab::start().await;
    for (kind, names) in [
        ("milestone", &["Autumn sale", "Relaunch"][..]),
        ("version", &["1.0", "1.1", "2.0"]),
        ("component", &["Header", "Checkout"]),
    ] {
        let path = format!("/repositories/acme/website/{kind}s");
        assert_eq!(all(&lab.get(&path).await.json, "name"), names);
        let second = lab.get(&format!("{path}/2")).await.json;
        assert_eq!((&second["type"], &second["name"]), (&json!(kind), &json!(names[1])));
        assert_eq!(lab.get(&format!("{path}/9")).await.status, 404);
        assert_eq!(lab.post(&path, json!({ "name": "x" })).await.status, 405);
    }
}

#[tokio::test]
async fn a_tracker_is_there_where_it_is_switched_on() {
    let lab = Lab::start().await;
    assert_eq!(lab.get("/repositories/acme/payments-api/issues").await.json["size"], 0);
    let off = "/repositories/acme/infra";
    for path in [format!("{off}/issues"), format!("{off}/issues/1/comments"), format!("{off}/components")] {
        assert_eq!(lab.get(&path).await.status, 404, "{path}");
    }
    for (repository, has) in [("website", true), ("infra", false)] {
        assert_eq!(lab.get(&format!("/repositories/acme/{repository}")).await.json["has_issues"], has);
    }
}

#[tokio::test]
async fn the_tracker_of_a_repository_that_one_may_not_see_is_not_there() {
    let bob = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(bob.get("/repositories/globex/reactor/issues").await.status, 404);
    let shortened = Lab::start_as("bob", &[Scope::Repository]).await;
    assert_eq!(shortened.get(ISSUES).await.status, 403);
}

#[tokio::test]
async fn where_the_tracker_was_removed_all_of_it_is_gone() {
    let lab = Lab::start().await;
    assert_eq!(lab.get(ISSUES).await.status, 200);
    lab.control().remove_issue_tracker();
    for (method, path) in [
        (Method::GET, ISSUES.to_owned()),
        (Method::POST, ISSUES.to_owned()),
        (Method::PUT, FIRST.to_owned()),
        (Method::DELETE, format!("{FIRST}/comments/1")),
        (Method::GET, format!("{FIRST}/vote")),
        (Method::POST, format!("{FIRST}/attachments")),
        (Method::GET, "/repositories/acme/website/milestones".to_owned()),
        (Method::GET, "/repositories/acme/website/versions/1".to_owned()),
        (Method::GET, "/repositories/acme/website/components".to_owned()),
    ] {
        let answer = read(lab.request(method, &path).send().await.unwrap()).await;
        assert_eq!(answer.status, 410, "{path}");
        assert!(answer.json["error"]["message"].as_str().unwrap().contains("2026-08-20"));
    }
    let repository = lab.get("/repositories/acme/website").await;
    assert_eq!((repository.status, &repository.json["has_issues"]), (200, &json!(false)));
}

#[tokio::test]
async fn a_simulator_can_be_without_the_tracker_from_the_start() {
    let options = Options { issue_tracker: IssueTracker::Removed, ..Options::default() };
    let lab = Lab::of(Simulator::start(options).await.unwrap(), "alice");
    assert_eq!(lab.get(ISSUES).await.status, 410);
    assert_eq!(lab.get("/repositories/acme/website/refs/branches").await.status, 200);
}
