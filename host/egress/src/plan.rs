//! A dry run: what would be sent.
//!
//! A session that only plans decides about every request as any other does, writes it down and sends nothing. The guest
//! gets an error for its first `send` and comes to an end; a write that it checked before it looked something up is
//! written down as well, because it would have come next.

use serde::Serialize;
use serde_json::{Value, json};
use url::Url;

use crate::payload::Payload;
use crate::request::Part;

/// What a session does with a request that policy lets go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Sends it.
    #[default]
    Send,
    /// Writes it down.
    Plan,
}

/// A request that would have been sent. It has no headers: the host's own carry the token.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlannedRequest {
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// A JSON body as it is, any other as its media type and what can be said of its content; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// The requests of a session that plans.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    sent: Option<PlannedRequest>,
    checked: Vec<PlannedRequest>,
}

impl Plan {
    pub(crate) fn send(&mut self, request: PlannedRequest) {
        self.sent.get_or_insert(request);
    }

    pub(crate) fn check(&mut self, request: PlannedRequest) {
        self.checked.push(request);
    }

    /// In the order in which they would leave: the one that was to be sent first, then those that were only checked.
    pub(crate) fn requests(&self) -> Vec<PlannedRequest> {
        let later = self.checked.iter().filter(|checked| Some(*checked) != self.sent.as_ref());
        self.sent.iter().chain(later).cloned().collect()
    }
}

impl PlannedRequest {
    pub(crate) fn new(method: &reqwest::Method, url: &Url, json: Option<Value>, payload: &Payload) -> Self {
        let body = json.or_else(|| described(payload));
        Self { method: method.as_str().to_owned(), url: url.to_string(), body }
    }
}

fn described(payload: &Payload) -> Option<Value> {
    match payload {
        Payload::None => None,
        Payload::Bytes { content_type, content } => {
            let media = content_type.to_str().unwrap_or_default();
            Some(match std::str::from_utf8(content) {
                Ok(text) => json!({ "content_type": media, "content": text }),
                Err(_) => json!({ "content_type": media, "bytes": content.len() }),
            })
        }
        Payload::Multipart(parts) => {
            let parts: Vec<Value> = parts.iter().map(described_part).collect();
            Some(json!({ "content_type": "multipart/form-data", "parts": parts }))
        }
    }
}

fn described_part(part: &Part) -> Value {
    json!({ "name": part.name, "filename": part.filename, "bytes": part.content.len() })
}
