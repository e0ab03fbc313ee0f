use innkeeper_sdk::testing::{Provider, Reply};
use serde_json::{Value, json};

use crate::CONNECTOR;

fn query_of(input: &Value) -> Vec<(String, String)> {
    query_to("bitbucket_pull_requests_list", input)
}

fn query_to(tool: &str, input: &Value) -> Vec<(String, String)> {
    let provider = Provider::playing([Reply::new(200, r#"{"values": []}"#)]);
    CONNECTOR.invoke(tool, &input.to_string()).unwrap();
    let [request] = provider.requests().try_into().unwrap();
    request.query.into_iter().map(|field| (field.name, field.value)).collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.into(), value.into())
}

#[test]
fn a_state_alone_is_a_parameter() {
    let query = query_of(&json!({"workspace": "acme", "repo_slug": "site", "state": "MERGED"}));
    assert_eq!(query, [pair("state", "MERGED")]);
}

#[test]
fn a_state_beside_a_filter_becomes_a_part_of_it() {
    let input = json!({
        "workspace": "acme",
        "repo_slug": "site",
        "state": "MERGED",
        "q": r#"title ~ "a" OR title ~ "b""#,
        "pagelen": 50,
    });
    let folded = r#"(title ~ "a" OR title ~ "b") AND state = "MERGED""#;
    assert_eq!(query_of(&input), [pair("q", folded), pair("pagelen", "50")]);
}

#[test]
fn somebodys_pull_requests_are_filtered_by_state_as_well() {
    let input = json!({
        "workspace": "acme",
        "selected_user": "{1f-2e}",
        "state": "DECLINED",
        "q": r#"title ~ "a""#,
    });
    let folded = r#"(title ~ "a") AND state = "DECLINED""#;
    assert_eq!(query_to("bitbucket_workspace_pull_requests_list", &input), [pair("q", folded)]);
}
