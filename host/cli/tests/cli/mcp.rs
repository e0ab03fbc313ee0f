//! `innkeeper mcp`: the protocol on standard input and output, with a host of its own or in front of a running one.

use std::process::Stdio;

use innkeeper_tests::House;
use rmcp::model::{CallToolRequestParams, ClientConfig, ProtocolVersion};
use rmcp::service::{ClientLifecycleMode, RunningService};
use rmcp::transport::TokioChildProcess;
use rmcp::{ClientHandler, RoleClient};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use crate::dsl::{place, place_with};

struct Speaks(ProtocolVersion);

impl ClientHandler for Speaks {
    fn get_info(&self) -> ClientConfig {
        ClientConfig::default().with_protocol_version(self.0.clone())
    }
}

async fn start(
    command: tokio::process::Command,
    version: ProtocolVersion,
) -> RunningService<RoleClient, Speaks> {
    let lifecycle = if version == ProtocolVersion::V_2026_07_28 {
        ClientLifecycleMode::Discover { preferred_versions: vec![version.clone()] }
    } else {
        ClientLifecycleMode::Initialize
    };
    let transport = TokioChildProcess::new(command).unwrap();
    rmcp::service::serve_client_with_lifecycle(Speaks(version), transport, lifecycle).await.unwrap()
}

fn call(tool: &'static str, input: Value) -> CallToolRequestParams {
    let Value::Object(input) = input else { panic!("an input is an object") };
    CallToolRequestParams::new(tool).with_arguments(input)
}

#[tokio::test]
async fn a_host_of_its_own_offers_the_four_tools_in_both_eras() {
    for version in [ProtocolVersion::V_2025_06_18, ProtocolVersion::V_2026_07_28] {
        let place = place_with("");
        let client = start(place.run(&["mcp", "--identifier", "me"]).into_tokio(), version).await;
        let names: Vec<String> =
            client.list_all_tools().await.unwrap().iter().map(|tool| tool.name.to_string()).collect();
        assert_eq!(names, ["call", "connections", "describe", "search"]);
        let found = client.call_tool(call("search", json!({ "query": "merge" }))).await.unwrap();
        assert!(found.structured_content.unwrap()["tools"].as_array().unwrap().len() > 1);
        client.cancel().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_front_of_a_running_host_a_toolset_is_called() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "bridge" })).await.unwrap();
    for version in [ProtocolVersion::V_2025_11_25, ProtocolVersion::V_2026_07_28] {
        let arguments = [
            "--server",
            house.url.as_str(),
            "mcp",
            "--identifier",
            "alice",
            "--toolset",
            "repositories",
            "--effects",
            "read",
        ];
        let place = place();
        let command = place.run(&arguments).with("INNKEEPER_KEY", &key).into_tokio();
        let client = start(command, version).await;
        let tools = client.list_all_tools().await.unwrap();
        assert!(tools.iter().any(|tool| tool.name == "bitbucket_repositories_list"));
        assert!(tools.iter().all(|tool| tool.annotations.as_ref().unwrap().read_only_hint == Some(true)));
        let page = client
            .call_tool(call("bitbucket_repositories_list", json!({ "workspace": "acme" })))
            .await
            .unwrap();
        assert!(!page.structured_content.unwrap()["values"].as_array().unwrap().is_empty());
        client.cancel().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_answered_in_the_protocols_own_form() {
    let house = House::open().await.unwrap();
    for (key, line, code, said) in [
        ("ik_000000000000_wrong", r#"{"jsonrpc":"2.0","id":7,"method":"tools/list"}"#, -32603, "key"),
        ("ik_000000000000_wrong", "no message", -32700, "no message"),
    ] {
        let place = place();
        let mut command =
            place.run(&["--server", house.url.as_str(), "mcp"]).with("INNKEEPER_KEY", key).into_tokio();
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let answer: Value = serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
        assert_eq!(answer["error"]["code"], code, "{answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(said), "{answer}");
        drop(input);
        assert!(child.wait().await.unwrap().success(), "it ends when its input does");
    }
}
