//! Strings that go wrong where somebody forgot to encode, or to encode once only.

use serde_json::Value;

use innkeeper_tests::sample::choices;

/// What a text input is replaced by.
pub(crate) const STRINGS: &[&str] = &[
    "",
    " ",
    "a b",
    " a ",
    "a/b",
    "/a",
    "a/",
    "a//b",
    "a%2Fb",
    "%2e%2e",
    "a%b",
    "a+b",
    "a&b=c",
    "a=b",
    "a#b",
    "a?b",
    "a;b",
    "a:b@c",
    "a\\b",
    "\"a\"",
    "'a'",
    "{a}",
    "{workspace}",
    "a,b",
    "ä–日本😀",
    "a\nb",
    "a\0b",
    ".",
    "..",
    "../a",
    "a/../b",
    "a\\..\\b",
    "null",
    "[]",
];

/// Where texts stand in a value, as JSON Pointers below it; those that are one of a few are left alone.
pub(crate) fn places(value: &Value, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(value, schema, String::new(), &mut found);
    found
}

fn collect(value: &Value, schema: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::String(_) if choices(schema).is_none() => found.push(pointer),
        // The first element stands for all.
        Value::Array(elements) => {
            if let Some(first) = elements.first() {
                collect(first, &schema["items"], format!("{pointer}/0"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                collect(member, &schema["properties"][name], format!("{pointer}/{name}"), found);
            }
        }
        _ => {}
    }
}
