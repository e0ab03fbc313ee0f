use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Filter, FilterError};

const KNOWN: &[&str] = &["name", "state", "source.branch.name", "size", "created_on"];

fn matches(text: &str, item: &Value) -> bool {
    Filter::parse(text, KNOWN).unwrap().matches(item)
}

#[test]
fn contains_ignores_case() {
    assert!(matches(r#"name ~ "API""#, &json!({"name": "payments-api"})));
    assert!(!matches(r#"name = "API""#, &json!({"name": "payments-api"})));
}

#[test]
fn and_binds_tighter_than_or() {
    let item = json!({"name": "a", "state": "OPEN", "size": 1});
    assert!(matches(r#"name = "a" OR state = "OPEN" AND size = 2"#, &item));
    assert!(!matches(r#"(name = "a" or state = "OPEN") and size = 2"#, &item));
}

#[test]
fn dotted_names_reach_into_objects() {
    let item = json!({"source": {"branch": {"name": "fix/rounding"}}});
    assert!(matches(r#"source.branch.name="fix/rounding""#, &item));
}

#[test]
fn names_reach_through_lists() {
    let item = json!({"reviewers": [{"nickname": "alice"}, {"nickname": "bob"}], "labels": []});
    let known = &["reviewers.nickname", "labels.name"];
    let matches = |text: &str| Filter::parse(text, known).unwrap().matches(&item);
    assert!(matches(r#"reviewers.nickname = "bob""#) && !matches(r#"reviewers.nickname = "carol""#));
    assert!(matches("labels.name = null"));
}

#[test]
fn dates_compare_by_time_whatever_their_offset() {
    let item = json!({"created_on": "2026-10-01T12:00:00.000000+00:00"});
    assert!(matches("created_on > 2026-10-01T13:30:00+02:00", &item));
    assert!(!matches("created_on < 2026-10-01T13:30:00+02:00", &item));
}

#[test]
fn a_value_may_be_one_of_several() {
    let item = json!({"name": "b", "size": 2});
    assert!(matches(r#"name IN ("a", "b") AND size = 2"#, &item));
    assert!(matches(r#"size in (2)"#, &item));
    assert!(!matches(r#"name IN ("a")"#, &item));
    for broken in ["name IN", r#"name IN "a""#, "name IN ()", r#"name IN ("a""#, r#"name IN ("a" "b")"#] {
        assert!(matches!(Filter::parse(broken, KNOWN), Err(FilterError::Syntax { .. })), "{broken}");
    }
}

#[test]
fn permissions_compare_by_what_they_allow() {
    let item = json!({"name": "admin"});
    assert!(matches(r#"name > "read" AND name > "write""#, &item));
    assert!(!matches(r#"name < "read""#, &item));
}

#[test]
fn an_unknown_name_is_refused() {
    assert_eq!(Filter::parse(r#"nam = "a""#, KNOWN), Err(FilterError::UnknownField("nam".to_owned())));
}

#[test]
fn deep_nesting_is_refused() {
    let text = "(".repeat(100_000);
    assert_eq!(Filter::parse(&text, KNOWN), Err(FilterError::TooDeep));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        let _ = Filter::parse(&text, KNOWN);
    }

    #[test]
    fn a_quoted_name_finds_itself(name in "\\PC{1,30}") {
        let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
        let text = format!("name = \"{quoted}\"");
        let item = json!({"name": name});
        prop_assert!(matches(&text, &item));
    }
}
