use http::{HeaderMap, HeaderValue, header};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Body, Property, Shape, check_body, optional, required};

const PAIR: Shape = Shape::Object(&[required("key", Shape::Text)]);
const SHAPES: &[Property] = &[
    required("name", Shape::Text),
    optional("draft", Shape::Boolean),
    optional("pairs", Shape::ListOf(&PAIR)),
    optional("target", Shape::Tagged(&[("one", &[required("type", Shape::Text)])])),
];

fn accepts(body: &Value) -> bool {
    accepts_bytes(body.to_string().as_bytes())
}

fn accepts_bytes(bytes: &[u8]) -> bool {
    let headers =
        HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    check_body(Body::Json(SHAPES), &headers, bytes).is_ok()
}

#[test]
fn what_is_declared_is_accepted() {
    assert!(accepts(&json!({"name": "x"})));
    assert!(accepts(&json!({"name": "x", "pairs": [{"key": "k"}], "target": {"type": "one"}})));
}

#[test]
fn lists_and_tagged_objects_are_checked_inside() {
    assert!(!accepts(&json!({"name": "x", "pairs": [{"key": "k"}, {"kee": "k"}]})));
    assert!(!accepts(&json!({"name": "x", "target": {"type": "two"}})));
    assert!(!accepts(&json!({"name": "x", "target": {"type": "one", "more": 1}})));
}

#[test]
fn an_operation_without_a_body_takes_none() {
    assert!(check_body(Body::None, &HeaderMap::new(), b"").is_ok());
    assert!(check_body(Body::None, &HeaderMap::new(), b"{}").is_err());
}

proptest! {
    #[test]
    fn no_undeclared_name_is_accepted(name in "[a-z_]{1,12}") {
        prop_assume!(!["name", "draft", "pairs", "target"].contains(&name.as_str()));
        let mut body = json!({"name": "x"});
        body[name] = json!(1);
        prop_assert!(!accepts(&body));
    }

    #[test]
    fn any_bytes_are_accepted_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let _ = accepts_bytes(&bytes);
    }
}
