//! Every list of the API comes in pages that together are the list.

use std::collections::BTreeSet;

use innkeeper_tests::{House, OPERATOR, Plan};
use reqwest::Method;
use serde_json::{Value, json};

/// Every page of a listing.
async fn pages(house: &House, path: &str, limit: usize) -> Vec<Value> {
    let (mut pages, mut cursor) = (Vec::new(), String::new());
    let separator = if path.contains('?') { '&' } else { '?' };
    loop {
        let reply = house.get(&format!("{path}{separator}limit={limit}{cursor}")).await.unwrap();
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        let page = reply.json();
        pages.push(page.clone());
        assert!(pages.len() < 300, "{path} has no end");
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return pages,
        }
    }
}

fn names(page: &Value, list: &str, name: &str) -> Vec<String> {
    let entries = page[list].as_array().unwrap_or_else(|| panic!("no {list} in {page}"));
    entries.iter().map(|entry| entry[name].to_string()).collect()
}

#[tokio::test]
async fn pages_together_are_the_list_and_no_longer_than_asked_for() {
    let house = House::plan(Plan::with_two_connections()).await.unwrap();
    for number in 0..5 {
        house.connect(&format!("user-{number}")).await.unwrap();
        house.key(json!({ "role": "agent", "name": format!("agent {number}") })).await.unwrap();
        let input = json!({});
        house.invoke(&format!("user-{number}"), "bitbucket_user_get", input).await.unwrap();
    }
    for (path, list, name) in [
        ("/v1/accounts", "accounts", "id"),
        ("/v1/keys", "keys", "id"),
        ("/v1/connections", "connections", "name"),
        ("/v1/connectors", "connectors", "name"),
        ("/v1/audit", "records", "number"),
        ("/v1/tools?all=true&detail=name", "tools", "name"),
        ("/v1/tools?q=pull+request&detail=name", "tools", "name"),
    ] {
        let whole = names(&house.get(path).await.unwrap().json(), list, name);
        assert!(whole.len() >= 2, "{path}: {whole:?}");
        for limit in [1, 2, whole.len()] {
            let pages = pages(&house, path, limit).await;
            let parts: Vec<Vec<String>> = pages.iter().map(|page| names(page, list, name)).collect();
            assert!(
                parts.iter().all(|part| (1..=limit).contains(&part.len())),
                "{path} by {limit}: {parts:?}"
            );
            assert_eq!(parts.concat(), whole, "{path} by {limit}");
        }
    }
}

#[tokio::test]
async fn an_entry_that_goes_between_two_pages_takes_no_other_along() {
    let house = House::open().await.unwrap();
    let mut made = BTreeSet::new();
    for number in 0..4 {
        let new = json!({ "role": "agent", "name": format!("agent {number}") });
        let key = house.post("/v1/keys", new).await.unwrap().json();
        made.insert(key["id"].as_str().unwrap().to_owned());
    }
    let first = house.get("/v1/keys?limit=2").await.unwrap().json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let gone = house.request(Method::DELETE, &format!("/v1/keys/{cursor}"), OPERATOR, None).await.unwrap();
    assert_eq!(gone.status, 204, "{}", gone.text);
    let rest = house.get(&format!("/v1/keys?limit=9&cursor={cursor}")).await.unwrap().json();
    let seen = [names(&first, "keys", "id"), names(&rest, "keys", "id")].concat();
    let made: Vec<String> = made.iter().map(|id| format!("{id:?}")).collect();
    assert!(made.iter().all(|id| seen.contains(id)), "{seen:?} lacks one of {made:?}");
}

#[tokio::test]
async fn a_page_that_is_none_is_refused_with_the_field() {
    let house = House::open().await.unwrap();
    for path in ["/v1/accounts", "/v1/keys", "/v1/connections", "/v1/connectors", "/v1/audit", "/v1/tools"] {
        for limit in ["0", "1001", "-1", "many"] {
            let reply = house.get(&format!("{path}?limit={limit}")).await.unwrap();
            assert_eq!(
                (reply.status, reply.json()["violations"][0]["path"].as_str()),
                (422, Some("/limit")),
                "{path}"
            );
        }
    }
    for path in ["/v1/accounts?cursor=acc", "/v1/tools?cursor=nothing", "/v1/audit?cursor=last"] {
        let reply = house.get(path).await.unwrap();
        assert_eq!(
            (reply.status, reply.json()["violations"][0]["path"].as_str()),
            (422, Some("/cursor")),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_catalogue_that_still_stands_is_not_sent_again() {
    let house = House::open().await.unwrap();
    let client = reqwest::Client::new();
    let ask = async |path: &str, tag: Option<&str>| {
        let mut asked = client.get(house.url.join(path).unwrap()).bearer_auth(OPERATOR);
        if let Some(tag) = tag {
            asked = asked.header("if-none-match", tag);
        }
        let reply = asked.send().await.unwrap();
        let tag = reply.headers()["etag"].to_str().unwrap().to_owned();
        (reply.status().as_u16(), tag, reply.bytes().await.unwrap().len())
    };
    for path in ["/v1/tools", "/v1/tools?format=openai", "/v1/tools/bitbucket_user_get?identifier=alice"] {
        let (status, tag, bytes) = ask(path, None).await;
        assert!(status == 200 && bytes > 0, "{path}: {status}");
        assert_eq!(ask(path, Some(&tag)).await, (304, tag.clone(), 0), "{path}");
        assert_eq!(ask(path, Some("\"other\"")).await, (200, tag, bytes), "{path}");
    }
    let (_, before, _) = ask("/v1/tools/bitbucket_user_get?identifier=alice", None).await;
    house.connect("alice").await.unwrap();
    let (status, after, _) = ask("/v1/tools/bitbucket_user_get?identifier=alice", Some(&before)).await;
    assert!(status == 200 && after != before, "readiness is part of the answer");
}
