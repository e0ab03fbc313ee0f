//! From a tool's inputs to its request.
//!
//! `#[tool]` writes one line for each input and each constant. A value is taken through [`Serialize`], so
//! anything that has a JSON form can be an input; what happens to it depends on where it goes:
//!
//! | place | text, number, boolean | array | absent |
//! |---|---|---|---|
//! | path | its text; what no segment can be is [`Failure::InvalidInput`] | refused | [`Failure::InvalidInput`] |
//! | query, header | its text | one entry for each element | left out |
//! | body | as it is | as it is | left out |

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Body, Field, Request, body::place};
use crate::{Failure, Method};

/// A last parameter of this name may span segments.
const REST: &str = "path";

/// A request in the making. Keeps the first fault and tells it at the end.
#[derive(Debug)]
pub struct Mapping {
    request: Request,
    body: Map<String, Value>,
    fault: Option<Failure>,
}

impl Mapping {
    /// Starts the request to `path`.
    #[must_use]
    pub fn new(method: Method, path: &'static str) -> Self {
        Self { request: Request::new(method, path), body: Map::new(), fault: None }
    }

    /// A value for `{name}` of the template, from the input `input`.
    #[must_use]
    pub fn path(mut self, input: &str, name: &str, value: &impl Serialize) -> Self {
        if let Some(value) = self.document(input, value) {
            self.fill(input, name, value);
        }
        self
    }

    /// A query parameter.
    #[must_use]
    pub fn query(mut self, input: &str, name: &str, value: &impl Serialize) -> Self {
        if let Some(value) = self.document(input, value) {
            let fields = self.texts(input, name, value);
            self.request.query.extend(fields);
        }
        self
    }

    /// A header.
    #[must_use]
    pub fn header(mut self, input: &str, name: &str, value: &impl Serialize) -> Self {
        if let Some(value) = self.document(input, value) {
            let fields = self.texts(input, name, value);
            self.request.headers.extend(fields);
        }
        self
    }

    /// A property of the JSON body, at a dotted path.
    #[must_use]
    pub fn body(mut self, input: &str, location: &str, value: &impl Serialize) -> Self {
        if let Some(value) = self.document(input, value) {
            self.put(input, location, value);
        }
        self
    }

    /// The finished request.
    ///
    /// # Errors
    /// The first fault: a parameter of the path without a value, or a value that does not fit its place.
    pub fn finish(mut self) -> Result<Request, Failure> {
        if !self.body.is_empty() {
            self.request.body = Some(Body::Json(Value::Object(self.body)));
        }
        self.fault.map_or(Ok(self.request), Err)
    }

    /// The value's JSON form; a fault where it has none.
    fn document(&mut self, input: &str, value: &impl Serialize) -> Option<Value> {
        match serde_json::to_value(value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.blame(Failure::Internal(format!("the input {input} has no JSON form: {error}")));
                None
            }
        }
    }

    fn fill(&mut self, input: &str, name: &str, value: Value) {
        match (text(value), input) {
            (Ok(value), _) => match unfit(name, &value) {
                None => self.request.params.push(Field { name: name.into(), value }),
                Some(reason) => self.blame(Failure::invalid(input, reason)),
            },
            (Err(Value::Null), "workspace") => {
                self.blame(Failure::invalid(
                    input,
                    "name the workspace: the account has no single one to fill in",
                ));
            }
            (Err(Value::Null), _) => {
                self.blame(Failure::invalid(input, "the path of the request needs a value"))
            }
            (Err(_), _) => self.blame(misplaced(input, "the path")),
        }
    }

    fn texts(&mut self, input: &str, name: &str, value: Value) -> Vec<Field> {
        let elements = match value {
            Value::Null => Vec::new(),
            Value::Array(elements) => elements,
            single => vec![single],
        };
        let Ok(values) = elements.into_iter().map(text).collect::<Result<Vec<_>, _>>() else {
            self.blame(misplaced(input, name));
            return Vec::new();
        };
        values.into_iter().map(|value| Field { name: name.into(), value }).collect()
    }

    fn put(&mut self, input: &str, location: &str, value: Value) {
        if !value.is_null() && !place(&mut self.body, location, value) {
            self.blame(misplaced(input, location));
        }
    }

    fn blame(&mut self, failure: Failure) {
        self.fault.get_or_insert(failure);
    }
}

/// Why a value cannot stand in a path. The host says the same, of the template's parameter; this names the input.
fn unfit(name: &str, value: &str) -> Option<&'static str> {
    if value.contains('\0') {
        Some("holds a NUL character")
    } else if value.split(['/', '\\']).any(|segment| matches!(segment, "." | "..")) {
        Some("is `.` or `..`, or has one between slashes")
    } else if value.is_empty() && name != REST {
        Some("is empty")
    } else {
        None
    }
}

fn misplaced(input: &str, place: &str) -> Failure {
    Failure::Internal(format!("the input {input} does not fit {place}"))
}

/// The text of a scalar; anything else comes back.
fn text(value: Value) -> Result<String, Value> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(truth) => Ok(truth.to_string()),
        other => Err(other),
    }
}
