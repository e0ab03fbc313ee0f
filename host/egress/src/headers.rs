//! Which headers pass, in which direction.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::SendError;

/// What a connector may set. Everything else, the host sets or nobody.
const REQUEST: [HeaderName; 4] = [header::ACCEPT, header::IF_MATCH, header::IF_NONE_MATCH, header::RANGE];

/// What a connector may see. None of them is computed from a secret (architecture invariant 4); `location` is made
/// relative to the API base before it is shown.
const RESPONSE: [HeaderName; 6] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::CONTENT_RANGE,
    header::ETAG,
    header::LAST_MODIFIED,
    header::RETRY_AFTER,
];

/// The connector's headers, checked, with the default `accept`.
pub(crate) fn outgoing(asked: &[(String, String)]) -> Result<HeaderMap, SendError> {
    let mut headers = HeaderMap::with_capacity(asked.len() + 3);
    for (name, value) in asked {
        let refused = || SendError::Header { name: name.clone() };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
        if !REQUEST.contains(&name) {
            return Err(refused());
        }
        headers.insert(name, HeaderValue::from_str(value).map_err(|_| refused())?);
    }
    headers.entry(header::ACCEPT).or_insert(HeaderValue::from_static("application/json"));
    Ok(headers)
}

/// The provider's headers that may be seen.
pub(crate) fn visible(received: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(RESPONSE.len());
    for name in RESPONSE {
        if let Some(value) = received.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    headers
}

/// Whether headers say that a body is JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media.is_some_and(|media| is_json_type(&essence(media)))
}

/// A media type without its parameters, in lower case.
#[must_use]
pub fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type, as [`essence`] gives it, is one JSON document: `application/json`,
/// `application/problem+json`, … A stream of documents (`application/x-ndjson`) is not.
#[must_use]
pub fn is_json_type(essence: &str) -> bool {
    essence == "application/json" || essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connector_cannot_set_its_own_authorization_cookie_or_host() {
        for name in [
            "authorization",
            "Cookie",
            "host",
            "x-forwarded-for",
            "content-length",
            "proxy-authorization",
            "",
        ] {
            let asked = [(name.to_owned(), "x".to_owned())];
            assert!(matches!(outgoing(&asked), Err(SendError::Header { .. })), "{name}");
        }
    }

    #[test]
    fn a_header_value_cannot_smuggle_a_second_header() {
        let asked = [("range".to_owned(), "bytes=0-\r\nauthorization: x".to_owned())];
        assert!(outgoing(&asked).is_err());
    }

    #[test]
    fn only_listed_response_headers_are_visible() {
        let mut received = HeaderMap::new();
        received.insert("set-cookie", HeaderValue::from_static("a=b"));
        received.insert("x-oauth-scopes", HeaderValue::from_static("account"));
        received.insert("etag", HeaderValue::from_static("\"1\""));
        let seen = visible(&received);
        assert_eq!(seen.len(), 1);
        assert!(seen.contains_key("etag"));
    }
}
