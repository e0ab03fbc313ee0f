//! The life of a pull request, by tools alone.

use innkeeper_simulator::Fault;
use innkeeper_tests::{House, Reply};
use serde_json::{Value, json};

async fn connected() -> House {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    house
}

/// Calls a tool on `acme/website`.
async fn call(house: &House, tool: &str, mut input: Value) -> Reply {
    input["workspace"] = json!("acme");
    input["repo_slug"] = json!("website");
    house.invoke("alice", tool, input).await.unwrap()
}

/// Calls a tool that has to work, and gives its answer.
async fn done(house: &House, tool: &str, input: Value) -> Value {
    let reply = call(house, tool, input).await;
    assert_eq!(reply.status, 200, "{tool}: {}", reply.text);
    reply.data()
}

/// Branches `name` off `develop`, which is one commit ahead of `main`, and opens a pull request.
async fn open_pull_request(house: &House, name: &str, title: &str) -> u64 {
    let branch =
        done(house, "bitbucket_branch_create", json!({ "name": name, "target_hash": "develop" })).await;
    assert_eq!(branch["name"], name);
    let input = json!({ "title": title, "source_branch": name, "close_source_branch": true });
    let opened = done(house, "bitbucket_pull_request_create", input).await;
    assert_eq!((&opened["state"], &opened["title"]), (&json!("OPEN"), &json!(title)));
    opened["id"].as_u64().unwrap()
}

/// The numbers that a listing has.
async fn listed(house: &House, filter: Value) -> Vec<u64> {
    let page = done(house, "bitbucket_pull_requests_list", filter).await;
    page["values"].as_array().unwrap().iter().map(|one| one["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn a_branch_becomes_a_part_of_main() {
    let house = connected().await;
    let id = open_pull_request(&house, "feature/changelog", "Keep a \"changelog\"").await;
    let read = done(&house, "bitbucket_pull_request_get", json!({ "pull_request_id": id })).await;
    assert_eq!(read["source"]["branch"]["name"], "feature/changelog");
    assert_eq!(read["destination"]["branch"]["name"], "main");
    assert_eq!(read["close_source_branch"], true);

    let input = json!({ "pull_request_id": id, "merge_strategy": "squash", "message": "A changelog" });
    let merged = done(&house, "bitbucket_pull_request_merge", input).await;
    assert_eq!((&merged["id"], &merged["state"]), (&json!(id), &json!("MERGED")));
    let sent = house.simulator.control().api_requests().pop().unwrap();
    let body: Value = serde_json::from_str(&sent.body).unwrap();
    assert_eq!((&body["merge_strategy"], &body["message"]), (&json!("squash"), &json!("A changelog")));

    let branches =
        done(&house, "bitbucket_branches_list", json!({ "q": "name = \"feature/changelog\"" })).await;
    assert_eq!(branches["values"], json!([]), "the source branch is still there");
    let main = done(&house, "bitbucket_branches_list", json!({ "q": "name = \"main\"" })).await;
    assert_eq!(main["values"][0]["target"]["message"], "A changelog");
    let read = done(&house, "bitbucket_pull_request_get", json!({ "pull_request_id": id })).await;
    assert_eq!(read["state"], "MERGED");
}

#[tokio::test]
async fn a_listing_takes_a_state_and_a_filter_together() {
    let house = connected().await;
    let merged = open_pull_request(&house, "feature/one", "One").await;
    let input = json!({ "pull_request_id": merged, "close_source_branch": false });
    done(&house, "bitbucket_pull_request_merge", input).await;
    assert_eq!(listed(&house, json!({})).await, [1], "open ones, where nothing else is asked for");
    assert_eq!(listed(&house, json!({ "state": "MERGED" })).await, [merged]);
    // The provider ignores a state beside a filter; the tool makes it a part of the filter.
    let filter = "source.branch.name = \"feature/one\" OR source.branch.name = \"feature/new-header\"";
    assert_eq!(listed(&house, json!({ "q": filter, "state": "OPEN" })).await, [1]);
    assert_eq!(listed(&house, json!({ "q": filter, "state": "MERGED" })).await, [merged]);
    assert_eq!(listed(&house, json!({ "q": filter })).await, [merged, 1]);
}

#[tokio::test]
async fn a_second_pull_request_from_a_branch_does_not_rename_the_first() {
    let house = connected().await;
    let id = open_pull_request(&house, "feature/mine", "Mine").await;
    let sent = house.simulator.control().api_requests().len();
    let input = json!({ "title": "Yours", "source_branch": "feature/mine" });
    let reply = call(&house, "bitbucket_pull_request_create", input).await;
    assert_eq!((reply.status, reply.kind().as_str()), (409, "CONFLICT"), "{}", reply.text);
    assert!(reply.detail().contains(&format!("pull request {id} (\"Mine\")")), "{}", reply.text);
    assert!(reply.detail().contains("is open"), "{}", reply.text);
    let requests = house.simulator.control().api_requests();
    assert!(requests[sent..].iter().all(|request| request.method == "GET"), "{requests:?}");
    let read = done(&house, "bitbucket_pull_request_get", json!({ "pull_request_id": id })).await;
    assert_eq!(read["title"], "Mine");
}

#[tokio::test]
async fn what_is_merged_is_not_merged_again() {
    let house = connected().await;
    let id = open_pull_request(&house, "feature/once", "Once").await;
    done(&house, "bitbucket_pull_request_merge", json!({ "pull_request_id": id })).await;
    let reply = call(&house, "bitbucket_pull_request_merge", json!({ "pull_request_id": id })).await;
    assert_eq!((reply.status, reply.kind().as_str()), (502, "UPSTREAM_VALIDATION"), "{}", reply.text);
    assert!(reply.detail().contains("already closed"), "{}", reply.text);
}

#[tokio::test]
async fn an_author_does_not_review_and_nobody_is_named_by_nickname() {
    let house = connected().await;
    let me = profile(&house).await;
    for (reviewer, said) in [(me["uuid"].clone(), "author"), (json!("bob"), "no account")] {
        let input = json!({ "title": "T", "source_branch": "develop", "reviewers": [reviewer] });
        let reply = call(&house, "bitbucket_pull_request_create", input).await;
        assert_eq!(reply.kind(), "UPSTREAM_VALIDATION", "{}", reply.text);
        let problem = reply.json();
        assert_eq!(problem["violations"][0]["path"], "/reviewers", "{problem}");
        assert!(problem["violations"][0]["message"].as_str().unwrap().contains(said), "{problem}");
    }
}

#[tokio::test]
async fn a_slow_merge_is_waited_for() {
    let house = connected().await;
    let id = open_pull_request(&house, "feature/slow", "Slow").await;
    house.simulator.control().fail_next_on("/merge", Fault::SlowMerge);
    let merged = done(&house, "bitbucket_pull_request_merge", json!({ "pull_request_id": id })).await;
    assert_eq!(merged["state"], "MERGED");
    let requests = house.simulator.control().api_requests();
    let asked = requests.iter().filter(|request| request.path.contains("/merge/task-status/")).count();
    assert_eq!(asked, 2, "once while it ran and once when it was done");
}

/// The profile behind the account.
async fn profile(house: &House) -> Value {
    house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap().data()
}
