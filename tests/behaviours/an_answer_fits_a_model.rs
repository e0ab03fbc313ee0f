//! `fields`: the provider itself sends less, and `compact` stands for the tool's own short set.

use std::collections::BTreeSet;

use innkeeper_tests::House;
use serde_json::{Value, json};

const REPOSITORIES: u32 = 60;
/// What a page of fifty may come to.
const SHORT: usize = 8_000;

/// Alice's house, with more repositories than a page has.
async fn furnished() -> House {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    for number in 0..REPOSITORIES {
        let description = format!("What service {number} is for, who looks after it, and where it runs.");
        let input = json!({
            "workspace": "acme", "repo_slug": format!("service-{number:02}"), "description": description,
            "is_private": true, "project_key": "CORE",
        });
        let reply = house.invoke("alice", "bitbucket_repository_create", input).await.unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
    house
}

async fn page(house: &House, fields: Option<&str>) -> Value {
    let mut input = json!({ "workspace": "acme", "pagelen": 50, "sort": "slug" });
    if let Some(fields) = fields {
        input["fields"] = json!(fields);
    }
    let reply = house.invoke("alice", "bitbucket_repositories_list", input).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.data()
}

#[tokio::test]
async fn a_page_of_fifty_repositories_is_short_and_still_leads_on() {
    let house = furnished().await;
    let (whole, short) = (page(&house, None).await, page(&house, Some("compact")).await);
    let (before, after) = (whole.to_string().len(), short.to_string().len());
    innkeeper_tests::tell(format_args!("a page of fifty repositories: {before} bytes, compact {after}"));
    assert_eq!(short["values"].as_array().unwrap().len(), 50);
    assert!(after < SHORT && after * 10 < before, "{after} of {before} bytes: {}", short["values"][0]);
    assert_eq!(short["next"].as_str().map(|next| next.contains("page=2")), Some(true));
    for (short, whole) in short["values"].as_array().unwrap().iter().zip(whole["values"].as_array().unwrap())
    {
        assert_eq!(short["slug"], whole["slug"]);
        assert_eq!(short["links"]["html"], whole["links"]["html"]);
    }
}

#[tokio::test]
async fn one_repository_keeps_where_to_clone_it() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let input = |fields: &str| json!({ "workspace": "acme", "repo_slug": "website", "fields": fields });
    let whole = house.invoke("alice", "bitbucket_repository_get", input("")).await.unwrap().data();
    let short = house.invoke("alice", "bitbucket_repository_get", input("compact")).await.unwrap().data();
    assert_eq!(short["links"]["clone"], whole["links"]["clone"]);
    assert_eq!(short["links"]["html"], whole["links"]["html"]);
    assert!(short.to_string().len() * 2 < whole.to_string().len());
}

#[tokio::test]
async fn without_fields_the_providers_bytes_pass() {
    let house = House::open().await.unwrap();
    let account = house.connect("alice").await.unwrap();
    assert_eq!(account["status"], "ACTIVE");
    let input = json!({ "workspace": "acme", "repo_slug": "website" });
    let reply = house.invoke("alice", "bitbucket_repository_get", input).await.unwrap();
    let consumer = house.simulator.default_consumer();
    let token = house.simulator.control().issue_tokens("alice", &consumer.key).unwrap().access_token;
    let url = format!("{}/repositories/acme/website", house.simulator.api_base());
    let direct = reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap();
    let direct = direct.error_for_status().unwrap().text().await.unwrap();
    assert!(reply.text.contains(&direct), "the answer is not the provider's, byte for byte");
}

#[tokio::test]
async fn a_pull_request_in_a_list_says_whose_it_is_and_how_old() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let input = json!({ "workspace": "acme", "repo_slug": "website", "fields": "compact" });
    let short = house.invoke("alice", "bitbucket_pull_requests_list", input).await.unwrap().data();
    let first = short["values"][0].as_object().unwrap();
    let known: BTreeSet<&str> = first.keys().map(String::as_str).collect();
    let wanted = [
        "author",
        "created_on",
        "destination",
        "draft",
        "id",
        "links",
        "source",
        "state",
        "title",
        "updated_on",
    ];
    assert_eq!(known, BTreeSet::from(wanted));
    assert!(first["author"]["display_name"].is_string() && first["created_on"].is_string(), "{first:?}");
    assert_eq!(first["destination"], json!({ "branch": { "name": "main" } }));
}

#[tokio::test]
async fn a_pull_request_of_a_person_says_where_it_is() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let me = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap().data();
    let input = json!({ "workspace": "acme", "selected_user": me["uuid"], "fields": "compact" });
    let short = house.invoke("alice", "bitbucket_workspace_pull_requests_list", input).await.unwrap().data();
    let all = short["values"].as_array().unwrap();
    assert!(
        !all.is_empty() && all.iter().all(|one| one["destination"]["repository"]["full_name"].is_string()),
        "{all:?}"
    );
}
