use axum::http::HeaderValue;
use innkeeper::{InvokeRequest, NewKey};
use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// The status and the path of the first violation.
async fn refusal<T: DeserializeOwned>(body: &str) -> (u16, Option<String>) {
    let Err(refused) = parse::<T>(body.as_bytes()) else { panic!("{body} was taken") };
    let response = refused.into_response();
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
    let problem: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(problem["kind"], "BAD_INPUT");
    (status, problem["violations"][0]["path"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn text_that_is_no_json_is_malformed() {
    for body in ["", "{", "{}{}", r#"{"tool":"x""#, r#"{"tool":7"#, "tool=x"] {
        assert_eq!(refusal::<InvokeRequest>(body).await, (400, None), "{body}");
    }
}

#[tokio::test]
async fn a_wrong_field_is_named() {
    let cases = [
        (r#"{"tool":"x","inputs":{}}"#, "/inputs"),
        (r#"{"tool":7}"#, "/tool"),
        (r#"{"input":{}}"#, "/tool"),
        (r#"{"tool":"x","max_bytes":-1}"#, "/max_bytes"),
        (r#"{"tool":"x","tool":"y"}"#, "/tool"),
        ("7", ""),
    ];
    for (body, path) in cases {
        assert_eq!(refusal::<InvokeRequest>(body).await, (422, Some(path.to_owned())), "{body}");
    }
}

#[tokio::test]
async fn a_wrong_entry_of_a_list_is_named() {
    let body = r#"{"role":"agent","name":"n","effects":["read","everything"]}"#;
    assert_eq!(refusal::<NewKey>(body).await, (422, Some("/effects/1".to_owned())));
}

#[test]
fn only_json_types_are_taken() {
    let of = |value: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(value));
        must_be_json(&headers).is_ok()
    };
    assert!(
        of("application/json") && of("Application/JSON; charset=utf-8") && of("application/merge-patch+json")
    );
    assert!(!of("text/plain") && !of("application/x-www-form-urlencoded") && !of("text/json+json"));
    assert!(must_be_json(&HeaderMap::new()).is_err());
}

proptest! {
    #[test]
    fn any_bytes_give_a_call_or_a_refusal(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse::<InvokeRequest>(&body).map_err(IntoResponse::into_response);
    }

    #[test]
    fn an_unknown_field_is_always_named(name in "[a-z~/ ]{1,20}") {
        prop_assume!(!["role", "name", "identifier", "effects", "toolsets"].contains(&name.as_str()));
        let body = serde_json::json!({ "role": "agent", "name": "n", name.as_str(): 1 }).to_string();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (status, path) = runtime.block_on(refusal::<NewKey>(&body));
        let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        prop_assert_eq!((status, path), (422, Some(pointer)));
    }
}
