//! A request to the API, before it is known which way it goes.

use http::{HeaderMap, Method};
use innkeeper_policy::percent_encoded;
use serde_json::Value;

/// Method, path below the host's URL, body.
pub(crate) struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Content>,
}

/// A body.
pub(super) enum Content {
    Json(Value),
    /// JSON as somebody else wrote it.
    Written(String),
    Component(Vec<u8>),
}

impl Content {
    pub(super) const fn content_type(&self) -> &'static str {
        match self {
            Self::Json(_) | Self::Written(_) => "application/json",
            Self::Component(_) => "application/wasm",
        }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Json(value) => value.to_string().into_bytes(),
            Self::Written(text) => text.into_bytes(),
            Self::Component(bytes) => bytes,
        }
    }
}

impl Request {
    /// `GET` a path, given by its segments.
    pub(crate) fn get(segments: &[&str]) -> Self {
        Self::with_method(Method::GET, segments)
    }

    /// `POST` to it.
    pub(crate) fn post(segments: &[&str]) -> Self {
        Self::with_method(Method::POST, segments)
    }

    /// `PUT` it.
    pub(crate) fn put(segments: &[&str]) -> Self {
        Self::with_method(Method::PUT, segments)
    }

    /// `PATCH` it.
    pub(crate) fn patch(segments: &[&str]) -> Self {
        Self::with_method(Method::PATCH, segments)
    }

    /// `DELETE` it.
    pub(crate) fn delete(segments: &[&str]) -> Self {
        Self::with_method(Method::DELETE, segments)
    }

    /// Any method.
    pub(crate) fn with_method(method: Method, segments: &[&str]) -> Self {
        // Identifiers may be e-mail addresses or hold slashes.
        let path = segments.iter().map(|segment| format!("/{}", percent_encoded(segment))).collect();
        Self { method, path, headers: HeaderMap::new(), body: None }
    }

    /// The same, with a query parameter where there is a value for it.
    pub(crate) fn query(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            let mark = if self.path.contains('?') { '&' } else { '?' };
            self.path.push(mark);
            self.path.push_str(&format!("{name}={}", percent_encoded(value)));
        }
        self
    }

    /// The same, with a JSON body.
    pub(crate) fn body(mut self, body: Value) -> Self {
        self.body = Some(Content::Json(body));
        self
    }

    /// The same, with JSON that is passed on as it is.
    pub(crate) fn written(mut self, json: String) -> Self {
        self.body = Some(Content::Written(json));
        self
    }

    /// The same, with headers of its own.
    pub(crate) fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers = headers;
        self
    }

    /// The same, with a component for a body.
    pub(crate) fn component(mut self, component: Vec<u8>) -> Self {
        self.body = Some(Content::Component(component));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Request;

    #[test]
    fn an_identifier_is_one_segment_whatever_it_holds() {
        let request = Request::get(&["v1", "accounts", "a/b?c@d.example%"]);
        assert_eq!(request.path, "/v1/accounts/a%2Fb%3Fc%40d.example%25");
    }

    #[test]
    fn only_given_parameters_are_in_the_query() {
        let request = Request::get(&["v1", "tools"])
            .query("q", Some("a&b=c"))
            .query("effect", None)
            .query("all", Some("true"));
        assert_eq!(request.path, "/v1/tools?q=a%26b%3Dc&all=true");
    }
}
