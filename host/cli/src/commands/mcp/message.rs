//! What a bridge has to know of a message. The rest passes through as it is.

use serde::Deserialize;
use serde_json::{Value, json};

/// The version from which requests stand by themselves, without a session. ISO dates compare as they stand.
const SELF_CONTAINED: &str = "2026-07-28";
/// Where such a request says its version.
const VERSION: &str = "io.modelcontextprotocol/protocolVersion";

/// A message of the client.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Message {
    #[serde(default)]
    pub(super) id: Option<Value>,
    #[serde(default)]
    pub(super) method: Option<String>,
    #[serde(default)]
    params: Value,
}

impl Message {
    /// The version that the message itself declares.
    pub(super) fn version(&self) -> Option<&str> {
        self.params.pointer("/_meta").and_then(|meta| meta.get(VERSION)).and_then(Value::as_str)
    }

    /// Whether the message needs no session.
    pub(super) fn is_self_contained(&self) -> bool {
        self.version().is_some_and(|version| version >= SELF_CONTAINED)
    }

    /// What the message is about, where a header has to say it.
    pub(super) fn name(&self) -> Option<&str> {
        ["name", "uri"].iter().find_map(|key| self.params.get(key)).and_then(Value::as_str)
    }

    /// The request that the message cancels.
    pub(super) fn cancels(&self) -> Option<&Value> {
        let is_cancel = self.method.as_deref() == Some("notifications/cancelled");
        self.params.get("requestId").filter(|_| is_cancel)
    }

    pub(super) fn is(&self, method: &str) -> bool {
        self.method.as_deref() == Some(method)
    }

    /// Whether somebody waits for an answer.
    pub(super) fn is_request(&self) -> bool {
        self.method.is_some() && self.id.is_some()
    }
}

/// An error in answer to a request, where the endpoint gave none of the protocol.
pub(super) fn error(id: &Value, said: &str) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": -32603, "message": said } }).to_string()
}

/// A line that is no message.
pub(super) fn parse_error(said: &str) -> String {
    json!({ "jsonrpc": "2.0", "id": null, "error": { "code": -32700, "message": said } }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> Message {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_request_of_2026_says_its_version_and_its_name() {
        let call = message(
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#,
        );
        assert!(call.is_self_contained() && call.is_request());
        assert_eq!((call.version(), call.name()), (Some("2026-07-28"), Some("search")));
    }

    #[test]
    fn a_request_of_a_session_says_neither() {
        let list = message(r#"{"jsonrpc":"2.0","id":"a","method":"tools/list"}"#);
        assert!(!list.is_self_contained());
        assert_eq!((list.version(), list.name(), list.cancels()), (None, None, None));
    }

    #[test]
    fn only_a_cancellation_cancels() {
        let cancel = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#;
        assert_eq!(message(cancel).cancels(), Some(&Value::from(7)));
        let other = r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"requestId":7}}"#;
        assert_eq!(message(other).cancels(), None);
    }
}
