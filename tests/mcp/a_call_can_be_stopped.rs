//! Whoever waits hears of progress and can stop the guest.

use std::time::{Duration, Instant};

use innkeeper_tests::{House, eventually};
use rmcp::model::{CallToolRequest, CallToolRequestParams, ClientRequest, ProtocolVersion};
use rmcp::service::PeerRequestOptions;
use serde_json::{Value, json};

use crate::client::{Client, News, User, VERSIONS};

fn params(tool: &'static str, input: Value) -> CallToolRequestParams {
    let Value::Object(input) = input else { panic!("an input is an object") };
    CallToolRequestParams::new(tool).with_arguments(input)
}

#[tokio::test]
async fn pages_that_are_gathered_are_told_of() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
    for version in &VERSIONS {
        let client =
            Client::connect(&house, "/mcp/repositories", &key, "alice", version, User::CannotOpen).await;
        let input = json!({ "workspace": "acme", "max_items": 3, "pagelen": 1 });
        let result = client.service.call_tool(params("bitbucket_repositories_list", input)).await.unwrap();
        assert_eq!(result.is_error, Some(false));
        let mut told = Vec::new();
        let heard = async || {
            told.extend(client.news());
            Ok(!told.is_empty())
        };
        eventually(heard).await.unwrap();
        let done: Vec<f64> = told
            .iter()
            .map(|news| match news {
                News::Progress(done, _) => *done,
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(done.is_sorted() && done.last() <= Some(&3.0), "{version}: {done:?}");
    }
}

#[tokio::test]
async fn a_cancelled_call_stops_its_guest_and_is_in_the_audit() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
    let versions = [ProtocolVersion::V_2025_11_25, ProtocolVersion::V_2026_07_28];
    for (version, cancelled) in versions.into_iter().zip(1..) {
        let client = Client::connect(&house, "/mcp/hostile", &key, "alice", &version, User::CannotOpen).await;
        let request = ClientRequest::CallToolRequest(CallToolRequest::new(params("wait_forever", json!({}))));
        let began = Instant::now();
        let call =
            client.service.send_cancellable_request(request, PeerRequestOptions::no_options()).await.unwrap();
        let running = async || Ok(house.get("/metrics").await?.text.contains("innkeeper_calls_running 1"));
        eventually(running).await.unwrap();
        call.cancel(Some("enough".to_owned())).await.unwrap();
        let recorded = async || {
            let audit = house.get("/v1/audit").await?.json();
            let of_this =
                |record: &&Value| record["outcome"] == "CANCELLED" && record["tool"] == "wait_forever";
            Ok(audit["records"].as_array().is_some_and(|all| all.iter().filter(of_this).count() == cancelled))
        };
        eventually(recorded).await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(20), "the guest waits much longer than that");
    }
}
