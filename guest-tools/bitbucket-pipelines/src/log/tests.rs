use innkeeper_sdk::{
    Output,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

fn read(offset: Option<u64>) -> (Output, Vec<(String, String)>) {
    let provider =
        Provider::playing([Reply::new(206, "line\n").header("content-type", "application/octet-stream")]);
    let mut input =
        json!({"workspace": "acme", "repo_slug": "site", "pipeline_uuid": "{p}", "step_uuid": "{s}"});
    if let Some(offset) = offset {
        input["offset"] = json!(offset);
    }
    let output = CONNECTOR.invoke("bitbucket_pipeline_step_log_get", &input.to_string()).unwrap();
    let [request] = provider.requests().try_into().unwrap();
    (output, request.headers.into_iter().map(|field| (field.name, field.value)).collect())
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.into(), value.into())
}

#[test]
fn a_log_is_text_whatever_it_is_sent_as() {
    let (output, headers) = read(None);
    assert!(matches!(output, Output::Upstream { content_type: Some(kind), .. } if kind == "text/plain"));
    assert_eq!(headers, [pair("accept", "*/*")]);
}

#[test]
fn an_offset_asks_for_the_rest_of_the_log() {
    let (_, headers) = read(Some(4096));
    assert_eq!(headers, [pair("accept", "*/*"), pair("range", "bytes=4096-")]);
}

#[test]
fn the_offset_is_a_number_in_the_schema() {
    let entry = CONNECTOR.tools.iter().find(|entry| entry.declaration.offset_input.is_some()).unwrap();
    let schema: Value = serde_json::from_str(&entry.input_schema()).unwrap();
    assert_eq!(schema["properties"]["offset"]["type"], "integer");
    assert!(entry.declaration.endpoints[0].redirects.away);
}
