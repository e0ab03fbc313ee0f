//! The strictness that every operation declares: which names it takes, of which shape, and which it needs.
//!
//! Bitbucket ignores an unknown query parameter in many places. The simulator never does: a connector that sends one
//! has a mistake in it, and a test should see it.

#[cfg(test)]
mod tests;

use http::{HeaderMap, header};
use serde_json::{Map, Value};

use super::{
    operation::{Body, Operation},
    query::Query,
    refusal::Refusal,
};

/// One name in a query or in a JSON object.
pub(crate) struct Property {
    name: &'static str,
    shape: Shape,
    presence: Presence,
}

/// Whether a property may be left out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Required,
    Optional,
}

/// What a property's value has to look like.
pub(crate) enum Shape {
    Text,
    Boolean,
    Integer,
    /// Any JSON.
    Anything,
    /// That, or `null`.
    Nullable(&'static Shape),
    OneOf(&'static [&'static str]),
    Object(&'static [Property]),
    ListOf(&'static Shape),
    /// An object whose `type` decides which properties it has.
    Tagged(&'static [(&'static str, &'static [Property])]),
}

/// A property that must be there.
pub(crate) const fn required(name: &'static str, shape: Shape) -> Property {
    Property { name, shape, presence: Presence::Required }
}

/// A property that may be there.
pub(crate) const fn optional(name: &'static str, shape: Shape) -> Property {
    Property { name, shape, presence: Presence::Optional }
}

/// What is wrong, by the dotted path of where.
type Problems = Vec<(String, String)>;

/// Refuses unknown names, missing names and values of the wrong shape in the query.
pub(crate) fn check_query(operation: &Operation, query: &Query) -> Result<(), Refusal> {
    let mut problems = Problems::new();
    for (name, value) in query.pairs() {
        match operation.query.iter().find(|property| property.name == name) {
            Some(property) => check_text(&property.shape, name, value, &mut problems),
            None if name == "fields" || operation.listing.takes(name) => {}
            None => problems.push((name.to_owned(), "unknown query parameter".to_owned())),
        }
    }
    let missing = |property: &&Property| {
        property.presence == Presence::Required && query.first(property.name).is_none_or(str::is_empty)
    };
    for property in operation.query.iter().filter(missing) {
        problems.push((property.name.to_owned(), "required query parameter not provided".to_owned()));
    }
    refuse_if_any(problems)
}

/// Reads and checks the body.
pub(crate) fn check_body(body: Body, headers: &HeaderMap, bytes: &[u8]) -> Result<Value, Refusal> {
    if let Body::None | Body::Form = body {
        let problem = "the operation takes no body";
        let fits = bytes.is_empty() || matches!(body, Body::Form);
        return if fits { Ok(Value::Null) } else { Err(Refusal::bad_request(problem)) };
    }
    let declared =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !declared.starts_with("application/json") {
        return Err(Refusal::bad_request("the body must be application/json"));
    }
    let value: Value =
        serde_json::from_slice(bytes).map_err(|_| Refusal::bad_request("the body is not valid JSON"))?;
    let mut problems = Problems::new();
    match body {
        Body::Json(properties) => check_object(properties, "", &value, &mut problems),
        Body::JsonList(shape) => check_list(shape, "", &value, &mut problems),
        Body::None | Body::Form => {}
    }
    refuse_if_any(problems)?;
    Ok(value)
}

fn refuse_if_any(problems: Problems) -> Result<(), Refusal> {
    if problems.is_empty() { Ok(()) } else { Err(Refusal::fields(problems)) }
}

/// A value that came as text.
fn check_text(shape: &Shape, name: &str, value: &str, problems: &mut Problems) {
    let fits = match shape {
        Shape::Boolean => matches!(value, "true" | "false"),
        Shape::OneOf(known) => known.contains(&value),
        Shape::Integer => value.parse::<i64>().is_ok(),
        Shape::Nullable(shape) => return check_text(shape, name, value, problems),
        Shape::Text | Shape::Anything | Shape::Object(_) | Shape::ListOf(_) | Shape::Tagged(_) => true,
    };
    if !fits {
        problems.push((name.to_owned(), format!("{value:?} is not {}", shape.expectation())));
    }
}

fn check_object(properties: &[Property], at: &str, value: &Value, problems: &mut Problems) {
    let Value::Object(members) = value else {
        problems.push((at.to_owned(), "expected a dictionary".to_owned()));
        return;
    };
    for (name, member) in members {
        let path = join(at, name);
        match properties.iter().find(|property| property.name == name) {
            Some(property) => check_value(&property.shape, &path, member, problems),
            None => problems.push((path, "extra keys not allowed".to_owned())),
        }
    }
    report_missing(properties, at, members, problems);
}

fn report_missing(properties: &[Property], at: &str, members: &Map<String, Value>, problems: &mut Problems) {
    let needed = properties.iter().filter(|property| property.presence == Presence::Required);
    for property in needed.filter(|property| !members.contains_key(property.name)) {
        problems.push((join(at, property.name), "required key not provided".to_owned()));
    }
}

fn check_value(shape: &Shape, at: &str, value: &Value, problems: &mut Problems) {
    let fits = match shape {
        Shape::Text => value.is_string(),
        Shape::Boolean => value.is_boolean(),
        Shape::Integer => value.is_i64() || value.is_u64(),
        Shape::Anything => true,
        Shape::Nullable(_) if value.is_null() => true,
        Shape::Nullable(shape) => return check_value(shape, at, value, problems),
        Shape::OneOf(known) => value.as_str().is_some_and(|text| known.contains(&text)),
        Shape::Object(properties) => return check_object(properties, at, value, problems),
        Shape::ListOf(shape) => return check_list(shape, at, value, problems),
        Shape::Tagged(variants) => return check_tagged(variants, at, value, problems),
    };
    if !fits {
        problems.push((at.to_owned(), format!("expected {}", shape.expectation())));
    }
}

fn check_list(shape: &Shape, at: &str, value: &Value, problems: &mut Problems) {
    let Value::Array(members) = value else {
        problems.push((at.to_owned(), "expected a list".to_owned()));
        return;
    };
    for (place, member) in members.iter().enumerate() {
        check_value(shape, &join(at, &place.to_string()), member, problems);
    }
}

fn check_tagged(
    variants: &[(&'static str, &'static [Property])],
    at: &str,
    value: &Value,
    problems: &mut Problems,
) {
    let tag = value.get("type").and_then(Value::as_str).unwrap_or_default();
    match variants.iter().find(|(name, _)| *name == tag) {
        Some((_, properties)) => check_object(properties, at, value, problems),
        None => {
            let known: Vec<&str> = variants.iter().map(|(name, _)| *name).collect();
            problems.push((join(at, "type"), format!("expected one of {}", known.join(", "))));
        }
    }
}

fn join(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

impl Shape {
    /// The shape in words, for an error.
    fn expectation(&self) -> String {
        match self {
            Self::Text => "a string".to_owned(),
            Self::Boolean => "a boolean".to_owned(),
            Self::Integer => "an integer".to_owned(),
            Self::Anything => "a value".to_owned(),
            Self::Nullable(shape) => format!("{} or null", shape.expectation()),
            Self::OneOf(known) => format!("one of {}", known.join(", ")),
            Self::Object(_) | Self::Tagged(_) => "a dictionary".to_owned(),
            Self::ListOf(_) => "a list".to_owned(),
        }
    }
}
