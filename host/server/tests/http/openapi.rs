//! The API's description of itself.

use std::collections::BTreeSet;
use std::path::Path;

use innkeeper_server::openapi;
use reqwest::Method;
use serde_json::Value;

use crate::inn::{Inn, Reply};

const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

fn described() -> Value {
    serde_json::from_str(&openapi()).unwrap()
}

/// Every operation, as `get /v1/tools`.
fn operations(description: &Value) -> Vec<(String, &Value)> {
    let paths = description["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let operations = item.as_object().unwrap().iter();
            operations
                .filter(|(name, _)| METHODS.contains(&name.as_str()))
                .map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
        .collect()
}

#[test]
fn the_file_of_the_description_is_up_to_date() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    let first = written.lines().zip(openapi().lines().map(str::to_owned)).position(|(old, new)| old != new);
    assert!(
        written == openapi(),
        "docs/openapi.json differs from what the host serves, first in line {first:?}: write it with \
         `cargo run -- openapi > docs/openapi.json`, and look at what changed as those will who call the API"
    );
}

#[tokio::test]
async fn anybody_may_read_the_description_and_ask_whether_it_still_stands() {
    let inn = Inn::open().await;
    let reply = Reply::of(inn.ask(Method::GET, "/openapi.json")).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"));
    assert_eq!(reply.body, openapi());
    let again = inn.ask(Method::GET, "/openapi.json").header("if-none-match", reply.header("etag"));
    assert_eq!(Reply::of(again).await.status, 304);
}

#[test]
fn it_is_of_version_3_1_and_every_operation_says_what_it_is() {
    let description = described();
    assert_eq!(description["openapi"], "3.1.0");
    let mut ids = BTreeSet::new();
    for (name, operation) in operations(&description) {
        for field in ["operationId", "summary"] {
            assert!(operation[field].as_str().is_some_and(|text| !text.is_empty()), "{name} has no {field}");
        }
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{name}: its id is taken");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{name}");
        for status in ["4XX", "5XX"] {
            assert!(
                operation["responses"][status]["content"].is_object(),
                "{name} does not say how {status} looks"
            );
        }
    }
    assert!(ids.len() >= 30, "{ids:?}");
}

#[test]
fn every_reference_leads_somewhere_and_nothing_lies_about() {
    let description = described();
    let text = description.to_string();
    let schemas = description["components"]["schemas"].as_object().unwrap();
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name} is not described");
    }
    for name in schemas.keys() {
        assert!(text.contains(&format!("\"#/components/schemas/{name}\"")), "{name} is used nowhere");
    }
}

#[tokio::test]
async fn what_is_described_exists_and_asks_for_a_key_where_it_says_so() {
    let inn = Inn::open().await;
    let description = described();
    for (name, operation) in operations(&description) {
        let (method, path) = name.split_once(' ').unwrap();
        let path = path.replace(['{', '}'], "");
        let method: Method = method.to_uppercase().parse().unwrap();
        let status = Reply::of(inn.ask(method, &path)).await.status;
        let open = operation["security"] == serde_json::json!([{}]);
        let by_client = operation["operationId"] == "exchange_token";
        assert_eq!(status == 401, !open && !by_client, "{name}: {status}");
        assert_ne!(status, 405, "{name}");
    }
}
