//! A request, taken apart: which operation it is, and what stands where.
//!
//! A place is written as in the tables: `path.repo_slug`, `query.sort`, `header.range`, `form.message`,
//! `body.source.branch.name`, `body.reviewers[].uuid`.

mod encoding;
mod multipart;

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::form_urlencoded;

use crate::facts::{Facts, Operation};
use crate::recorder::Seen;

/// Headers that inputs may go to.
const HEADERS: [&str; 3] = ["range", "if-match", "if-none-match"];

pub(crate) struct Decoded<'f> {
    pub(crate) operation: &'f Operation,
    /// Path and query as they came.
    pub(crate) target: String,
    /// Whether the provider wrote the address.
    pub(crate) is_followed: bool,
    /// Everything but the body: places and texts, in order.
    fields: Vec<(String, String)>,
    pub(crate) body: Body,
}

/// What a request carries.
#[derive(Debug)]
pub(crate) enum Body {
    None,
    Json(Value),
    /// Its fields are among the others.
    Form,
}

impl<'f> Decoded<'f> {
    /// Takes a request apart.
    ///
    /// # Errors
    /// What about it is no request to the provider.
    pub(crate) fn of(seen: &Seen, facts: &'f Facts) -> Result<Self, String> {
        encoding::check(&seen.path)?;
        let operation = facts
            .routed(&seen.method, &seen.path)
            .ok_or_else(|| format!("sends {} {}, which is no operation", seen.method, seen.path))?;
        let mut fields = Vec::new();
        for (name, encoded) in operation.parameters(&seen.path) {
            let value =
                percent_decode_str(encoded).decode_utf8().map_err(|_| format!("{{{name}}} is not UTF-8"))?;
            fields.push((format!("path.{name}"), value.into_owned()));
        }
        let query = seen.query.as_deref().unwrap_or_default();
        fields.extend(pairs("query", query.as_bytes()));
        for name in HEADERS {
            let values = seen.headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
            fields.extend(values.map(|value| (format!("header.{name}"), value.to_owned())));
        }
        let body = Body::of(seen, &mut fields)?;
        Ok(Self { operation, target: seen.target(), is_followed: seen.is_followed, fields, body })
    }

    /// All that stands at a place. An array in the body is there as its elements where the place says `[]`.
    pub(crate) fn at(&self, place: &str) -> Vec<Value> {
        match (place.strip_prefix("body"), &self.body) {
            (Some(path), Body::Json(body)) => below(body, path),
            _ => self
                .fields
                .iter()
                .filter(|(at, _)| at == place)
                .map(|(_, text)| text.clone().into())
                .collect(),
        }
    }

    /// Every text, number and boolean, and every array or object that is empty.
    pub(crate) fn leaves(&self) -> Vec<(String, Value)> {
        let fields = self.fields.iter().map(|(place, text)| (place.clone(), Value::from(text.clone())));
        let mut leaves: Vec<(String, Value)> = fields.collect();
        if let Body::Json(body) = &self.body {
            collect("body".to_owned(), body, &mut leaves);
        }
        leaves
    }

    /// The places where a value stands as it is, or, an array, where its elements do.
    pub(crate) fn places_of(&self, value: &Value) -> Vec<String> {
        let elements = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let mut places: Vec<String> = self.fields.iter().map(|(place, _)| place.clone()).collect();
        if let Body::Json(body) = &self.body {
            inner("body".to_owned(), body, &mut places);
        }
        places.sort();
        places.dedup();
        places.retain(|place| {
            let here = self.at(place);
            !here.is_empty() && (here == *elements || here == [value.clone()] || here == texts(elements))
        });
        outermost(places)
    }
}

impl Body {
    fn of(seen: &Seen, fields: &mut Vec<(String, String)>) -> Result<Self, String> {
        let media =
            seen.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        match media.split(';').next().unwrap_or_default().trim() {
            "" if seen.body.is_empty() => Ok(Self::None),
            "application/json" => {
                let body = serde_json::from_slice(&seen.body);
                body.map(Self::Json).map_err(|error| format!("sends a body that is not JSON: {error}"))
            }
            "application/x-www-form-urlencoded" => {
                fields.extend(pairs("form", &seen.body));
                Ok(Self::Form)
            }
            "multipart/form-data" => {
                fields.extend(multipart::fields(media, &seen.body)?);
                Ok(Self::Form)
            }
            other => Err(format!("sends a body of the type {other:?}")),
        }
    }
}

fn pairs(part: &str, encoded: &[u8]) -> Vec<(String, String)> {
    let pairs = form_urlencoded::parse(encoded);
    pairs.map(|(name, value)| (format!("{part}.{name}"), value.into_owned())).collect()
}

/// What a path such as `.reviewers[].uuid` leads to.
fn below(value: &Value, path: &str) -> Vec<Value> {
    if path.is_empty() {
        return vec![value.clone()];
    }
    if let Some(rest) = path.strip_prefix("[]") {
        return value.as_array().into_iter().flatten().flat_map(|element| below(element, rest)).collect();
    }
    let path = path.strip_prefix('.').unwrap_or(path);
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    value.get(name).map(|member| below(member, rest)).unwrap_or_default()
}

fn collect(place: String, value: &Value, leaves: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, member)| collect(format!("{place}.{name}"), member, leaves));
        }
        Value::Array(elements) if !elements.is_empty() => {
            elements.iter().for_each(|element| collect(format!("{place}[]"), element, leaves));
        }
        // `{}` is how a request says that it has no body.
        Value::Object(_) if place == "body" => {}
        leaf => leaves.push((place, leaf.clone())),
    }
}

/// The places of everything in a document, the whole left out.
fn inner(place: String, value: &Value, places: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, member)| (format!("{place}.{name}"), member)).collect()
        }
        Value::Array(elements) => elements.iter().map(|element| (format!("{place}[]"), element)).collect(),
        _ => Vec::new(),
    };
    for (place, value) in below {
        places.push(place.clone());
        inner(place, value, places);
    }
}

/// Without `users[]` where `users` is among them.
fn outermost(places: Vec<String>) -> Vec<String> {
    let is_inner = |place: &String| {
        places
            .iter()
            .any(|outer| place.strip_prefix(outer.as_str()).is_some_and(|rest| rest.starts_with(['.', '['])))
    };
    places.iter().filter(|place| !is_inner(place)).cloned().collect()
}

fn texts(values: &[Value]) -> Vec<Value> {
    values
        .iter()
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned).into())
        .collect()
}
