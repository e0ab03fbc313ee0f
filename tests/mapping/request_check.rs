//! A request against the operation that it is: nothing in it that the provider does not take.

use serde_json::Value;

use crate::decoded::{Body, Decoded};
use crate::facts::{BodyKind, Kind, ToolFacts};
use crate::recorder::Seen;

/// What is wrong with a request.
pub(crate) fn faults(seen: &Seen, request: &Decoded<'_>, tool: Option<&ToolFacts>) -> Vec<String> {
    let mut faults = Vec::new();
    if !has_token(seen) {
        faults.push("goes without the account's token".to_owned());
    }
    if request.operation.is_deprecated && tool.is_some_and(|tool| tool.lifecycle == "live") {
        faults.push(format!("uses {} {}, which is deprecated", seen.method, request.operation.path));
    }
    faults.extend(body_kind(seen, request));
    if request.is_followed {
        return faults;
    }
    for (place, value) in request.leaves() {
        faults.extend(leaf(request, &place, &value));
    }
    faults
}

fn has_token(seen: &Seen) -> bool {
    let header = seen.headers.get("authorization").and_then(|value| value.to_str().ok());
    header.is_some_and(|value| value.starts_with("Bearer ")) && !seen.headers.contains_key("cookie")
}

/// Whether the body is written as the operation takes it. A write without one says `{}` (Bitbucket facts, trap 13).
fn body_kind(seen: &Seen, request: &Decoded<'_>) -> Option<String> {
    let operation = request.operation;
    let is_right = match (&request.body, operation.body) {
        (Body::None, _) => matches!(seen.method.as_str(), "GET" | "DELETE"),
        (Body::Json(Value::Object(members)), BodyKind::None) => members.is_empty() && seen.method != "GET",
        (Body::Json(Value::Object(_)), BodyKind::Object) | (Body::Json(Value::Array(_)), BodyKind::Array) => {
            true
        }
        (Body::Json(_), _) => false,
        (Body::Form, _) => !operation.form.is_empty(),
    };
    (!is_right).then(|| format!("sends {} {} a body that it does not take", seen.method, operation.path))
}

fn leaf(request: &Decoded<'_>, place: &str, value: &Value) -> Option<String> {
    let (part, _) = place.split_once('.').unwrap_or((place, ""));
    if matches!(part, "path" | "header") {
        return None;
    }
    let operation = request.operation;
    let described = place.strip_suffix(".filename").filter(|_| part == "form").unwrap_or(place);
    let Some(kind) = operation.kind_at(described) else {
        return Some(format!("sends {place}, which {} {} does not know", operation.method, operation.path));
    };
    (!fits(kind, part, value)).then(|| format!("sends {place} = {value}, which is no {kind}"))
}

fn fits(kind: &Kind, part: &str, value: &Value) -> bool {
    match (part, value) {
        ("query" | "form", Value::String(text)) => kind.fits_text(text),
        _ => kind.fits(value),
    }
}
