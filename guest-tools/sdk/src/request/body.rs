//! What a request carries.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Field;
use crate::Failure;

/// What a request carries. The host sets the content type and the length.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A JSON document.
    Json(Value),
    /// `application/x-www-form-urlencoded`, in this order.
    Form(Vec<Field>),
    /// `multipart/form-data`, in this order.
    Multipart(Vec<Part>),
    /// Anything else.
    Bytes {
        /// Its media type.
        content_type: String,
        /// The bytes.
        content: Vec<u8>,
    },
}

impl Body {
    /// The JSON form of a value, for bodies whose shape depends on what is in them.
    ///
    /// # Errors
    /// [`Failure::Internal`] where `value` has no JSON form.
    pub fn json(value: &impl Serialize) -> Result<Self, Failure> {
        match serde_json::to_value(value) {
            Ok(document) => Ok(Self::Json(document)),
            Err(error) => Err(Failure::Internal(format!("the body has no JSON form: {error}"))),
        }
    }

    /// `{}`.
    #[must_use]
    pub fn empty_object() -> Self {
        Self::Json(Value::Object(Map::new()))
    }
}

/// One part of a `multipart/form-data` body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name of the form's field.
    pub name: String,
    /// The name of the file, where it is one.
    pub filename: Option<String>,
    /// Its media type.
    pub content_type: Option<String>,
    /// The bytes.
    pub content: Vec<u8>,
}

/// Puts `value` at a dotted path, making the objects on the way. False where something else is in the way
/// already.
pub(super) fn place(object: &mut Map<String, Value>, location: &str, value: Value) -> bool {
    match location.split_once('.') {
        None => object.insert(location.into(), value).is_none(),
        Some((first, rest)) => {
            let next = object.entry(first).or_insert_with(|| Value::Object(Map::new()));
            next.as_object_mut().is_some_and(|inner| place(inner, rest, value))
        }
    }
}
