use innkeeper_sdk::{
    Failure, Output,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

const LOG: &str = "+ make\nall well\n";

fn read(reply: Reply, part: Value) -> (Result<Output, Failure>, Vec<(String, String)>) {
    let provider = Provider::playing([reply.header("content-type", "application/octet-stream")]);
    let mut input =
        json!({"workspace": "acme", "repo_slug": "site", "pipeline_uuid": "7", "step_uuid": "{s}"});
    if let (Some(all), Value::Object(own)) = (input.as_object_mut(), part) {
        all.extend(own);
    }
    let output = CONNECTOR.invoke("bitbucket_pipeline_step_log_get", &input.to_string());
    let headers = provider.requests().into_iter().flat_map(|request| request.headers);
    (output, headers.map(|field| (field.name, field.value)).collect())
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.into(), value.into())
}

fn is_passed_on(output: Result<Output, Failure>) -> bool {
    matches!(output, Ok(Output::Upstream { content_type: Some(kind), .. }) if kind == "text/plain")
}

fn text_of(output: Result<Output, Failure>) -> String {
    match output {
        Ok(Output::Text { content, content_type }) if content_type == "text/plain" => content,
        other => panic!("no text of its own: {other:?}"),
    }
}

#[test]
fn a_log_is_text_whatever_it_is_sent_as() {
    let (output, headers) = read(Reply::new(200, LOG), json!({}));
    assert!(is_passed_on(output));
    assert_eq!(headers, [pair("accept", "*/*")]);
}

#[test]
fn a_part_is_asked_for_and_passed_on() {
    for (part, range) in [(json!({"offset": 4096}), "bytes=4096-"), (json!({"tail": 512}), "bytes=-512")] {
        let (output, headers) = read(Reply::new(206, "line\n"), part);
        assert!(is_passed_on(output));
        assert_eq!(headers, [pair("accept", "*/*"), pair("range", range)]);
    }
}

#[test]
fn a_log_that_comes_whole_all_the_same_is_cut_to_the_part() {
    let table = [
        (json!({"offset": 7}), "all well\n"),
        (json!({"offset": 0}), LOG),
        (json!({"offset": 99}), ""),
        (json!({"tail": 5}), "well\n"),
        (json!({"tail": 99}), LOG),
    ];
    for (part, expected) in table {
        let (output, _) = read(Reply::new(200, LOG), part.clone());
        assert_eq!(text_of(output), expected, "{part}");
    }
}

#[test]
fn a_cut_counts_bytes_even_within_a_character() {
    let (output, _) = read(Reply::new(200, "a€b"), json!({"offset": 2}));
    assert_eq!(text_of(output), "??b");
}

#[test]
fn a_log_too_long_to_be_cut_is_refused_and_not_passed_off_as_the_part() {
    let (output, _) = read(Reply::new(200, vec![b'.'; (8 << 20) + 1]), json!({"offset": 7}));
    assert!(matches!(output, Err(Failure::Refused(reason)) if reason.contains("without `offset`")));
}

#[test]
fn nothing_new_is_an_answer() {
    let (output, _) = read(Reply::new(416, "<Error/>"), json!({"offset": 16}));
    assert_eq!(text_of(output), "");
}

#[test]
fn an_expired_log_is_the_providers_404() {
    for part in [json!({}), json!({"offset": 16}), json!({"tail": 16})] {
        let (output, _) = read(Reply::new(404, "{}"), part);
        assert!(matches!(output, Err(Failure::Upstream(response)) if response.status() == 404));
    }
}

#[test]
fn two_parts_at_once_are_refused_before_anything_is_sent() {
    let (output, headers) = read(Reply::new(206, ""), json!({"offset": 1, "tail": 1}));
    assert!(matches!(output, Err(Failure::InvalidInput { path, .. }) if path == "/tail"));
    assert!(headers.is_empty());
}

#[test]
fn the_offset_is_a_number_in_the_schema() {
    let entry = CONNECTOR.tools.iter().find(|entry| entry.declaration.offset_input.is_some()).unwrap();
    let schema: Value = serde_json::from_str(&entry.input_schema()).unwrap();
    assert_eq!(schema["properties"]["offset"]["type"], "integer");
    assert_eq!(schema["properties"]["tail"]["maximum"], 1_048_576);
    assert!(entry.declaration.endpoints[0].redirects.away);
}
