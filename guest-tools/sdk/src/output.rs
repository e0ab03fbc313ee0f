//! The answer of a tool.

use serde::Serialize;

use crate::{Failure, Response};

/// The answer of a tool.
#[derive(Debug)]
pub enum Output {
    /// A JSON document that the connector made.
    Json(String),
    /// Text with its media type.
    Text {
        /// The text.
        content: String,
        /// Such as `text/plain`.
        content_type: String,
    },
    /// The provider's answer, whose bytes stay in the host: the cheapest answer there is.
    Upstream {
        /// The answer.
        response: Response,
        /// Takes the place of the response's own media type.
        content_type: Option<String>,
    },
    /// What the connector made itself: a report and its chart.
    Contents(Vec<Content>),
    /// It worked, and there is nothing to say.
    None,
}

/// Bytes with their media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Such as `image/png`.
    pub content_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Output {
    /// A JSON document.
    ///
    /// # Errors
    /// [`Failure::Internal`] where `value` has no JSON form.
    pub fn json(value: &impl Serialize) -> Result<Self, Failure> {
        match serde_json::to_string(value) {
            Ok(document) => Ok(Self::Json(document)),
            Err(error) => Err(Failure::Internal(format!("the answer has no JSON form: {error}"))),
        }
    }

    /// Plain text.
    pub fn text(content: impl Into<String>) -> Self {
        Self::Text { content: content.into(), content_type: String::from("text/plain") }
    }
}
