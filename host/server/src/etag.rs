//! Answers that a client may keep and ask about again (RFC 9110 §8.8.3, §13.1.2): the catalogue and the API's description.
//!
//! A tag is a hash of the answer, so it is right whatever the answer depends on: the catalogue, the caller's rights, the
//! accounts of the one who was named.

use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::extract::written;
use crate::problem_response::ProblemResponse;

/// Bytes of the hash that a tag has: two answers of a host do not have the same by chance.
const TAG: usize = 18;
/// A client may keep the answer for its own caller, and has to ask whether it still stands.
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");

/// An answer in JSON, and its tag.
pub(crate) struct Tagged {
    body: Bytes,
    tag: String,
}

/// Writes an answer as JSON, or says that the one which the client has still stands.
pub(crate) fn tagged(request: &HeaderMap, answer: &impl Serialize) -> Result<Response, ProblemResponse> {
    Ok(Tagged::of(written(answer)?).answer(request))
}

impl Tagged {
    /// Of JSON that is written already.
    pub(crate) fn of(json: impl Into<Bytes>) -> Self {
        let body = json.into();
        let hash = Sha256::digest(&body);
        let tag = format!("\"{}\"", BASE64URL_NOPAD.encode(hash.get(..TAG).unwrap_or(&hash)));
        Self { body, tag }
    }

    /// The answer to a request, which says what the client has.
    pub(crate) fn answer(&self, request: &HeaderMap) -> Response {
        let mut response = if has(request, &self.tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let json = HeaderValue::from_static("application/json");
            ([(CONTENT_TYPE, json)], self.body.clone()).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, KEPT);
        // A tag is quotes and letters, which a header takes.
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(ETAG, tag);
        }
        response
    }
}

/// Whether a client has an answer of this tag. `If-None-Match` compares weakly, and a proxy may have weakened the tag.
fn has(request: &HeaderMap, tag: &str) -> bool {
    let given = request.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = given.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|given| given == "*" || given.strip_prefix("W/").unwrap_or(given) == tag)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asked(if_none_match: &[&str]) -> Response {
        let mut request = HeaderMap::new();
        for value in if_none_match {
            request.append(IF_NONE_MATCH, HeaderValue::from_str(value).unwrap());
        }
        tagged(&request, &"answer").unwrap()
    }

    #[test]
    fn what_a_client_has_is_not_sent_again() {
        let first = asked(&[]);
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()[ETAG].to_str().unwrap().to_owned();
        for given in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again = asked(&[&given]);
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{given}");
            assert_eq!(again.headers()[ETAG], *tag);
            assert!(!again.headers().contains_key(CONTENT_TYPE));
        }
        assert_eq!(asked(&["\"other\"", &tag]).status(), StatusCode::NOT_MODIFIED, "in a second header");
        for other in ["\"other\"", "", &tag.replace('"', "")] {
            assert_eq!(asked(&[other]).status(), StatusCode::OK, "{other}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_taken(value in "[ -~]{0,60}") {
            let _ = asked(&[&value]);
        }
    }
}
