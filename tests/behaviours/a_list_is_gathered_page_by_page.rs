//! `max_items`: as many entries as are wanted, over several pages, and where to go on.

use innkeeper_tests::House;
use serde_json::{Value, json};

async fn connected() -> House {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    house
}

async fn list(house: &House, mut input: Value) -> Value {
    input["workspace"] = json!("acme");
    input["sort"] = json!("slug");
    let reply = house.invoke("alice", "bitbucket_repositories_list", input).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.data()
}

fn slugs(page: &Value) -> Vec<&str> {
    page["values"].as_array().unwrap().iter().map(|one| one["slug"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn pages_are_followed_until_there_are_enough() {
    let house = connected().await;
    let whole = list(&house, json!({ "pagelen": 100 })).await;
    let before = house.simulator.control().api_requests().len();
    let some = list(&house, json!({ "max_items": 9, "pagelen": 4 })).await;
    assert_eq!(slugs(&some), slugs(&whole)[..9]);
    let asked = house.simulator.control().api_requests().split_off(before);
    let queries: Vec<&str> = asked.iter().map(|request| request.query.as_str()).collect();
    assert_eq!(queries, ["sort=slug&pagelen=3", "sort=slug&pagelen=3&page=2", "sort=slug&pagelen=3&page=3"]);

    let rest = list(&house, json!({ "next": some["next"], "max_items": 50 })).await;
    assert_eq!(slugs(&rest), slugs(&whole)[9..]);
    assert_eq!(rest.get("next"), None, "there is nothing after the end");
}

#[tokio::test]
async fn entries_are_the_providers_own_bytes() {
    let house = connected().await;
    let page = list(&house, json!({ "pagelen": 2 })).await;
    let gathered = list(&house, json!({ "max_items": 2 })).await;
    assert_eq!(page["values"], gathered["values"]);
}

#[tokio::test]
async fn fields_that_leave_out_next_do_not_end_the_list() {
    let house = connected().await;
    let some = list(&house, json!({ "max_items": 8, "pagelen": 4, "fields": "values.slug" })).await;
    assert_eq!(slugs(&some).len(), 8);
    assert!(some["values"].as_array().unwrap().iter().all(|one| one.as_object().unwrap().len() == 1));
}

#[tokio::test]
async fn the_budget_of_requests_ends_the_gathering_and_says_where_to_go_on() {
    let settings = |settings: &mut innkeeper::Settings| settings.limits.requests = 2;
    let plan = innkeeper_tests::Plan { settings, ..innkeeper_tests::Plan::default() };
    let house = House::plan(plan).await.unwrap();
    house.connect("alice").await.unwrap();
    let some = list(&house, json!({ "max_items": 9, "pagelen": 3 })).await;
    assert_eq!(slugs(&some).len(), 6);
    let rest = list(&house, json!({ "next": some["next"] })).await;
    assert_eq!(slugs(&rest).len(), 3);
}

#[tokio::test]
async fn next_and_page_contradict_each_other() {
    let house = connected().await;
    let input =
        json!({ "workspace": "acme", "next": "http://127.0.0.1/2.0/repositories/acme?page=2", "page": 3 });
    let reply = house.invoke("alice", "bitbucket_repositories_list", input).await.unwrap();
    assert_eq!((reply.status, reply.kind().as_str()), (422, "BAD_INPUT"), "{}", reply.text);
    assert_eq!(reply.json()["violations"][0]["path"], "/page");
}
