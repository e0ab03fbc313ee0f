//! What was asked of the simulator, for tests to look at afterwards.

use std::{collections::VecDeque, sync::Mutex};

use http::{HeaderMap, HeaderName, Method, Uri, header};

use crate::lock;

/// Only the newest requests are kept, so that a simulator under load does not grow.
const CAPACITY: usize = 4096;

/// Headers whose names are kept and whose values are not.
const SECRET: [HeaderName; 3] = [header::AUTHORIZATION, header::COOKIE, header::PROXY_AUTHORIZATION];

/// One request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenRequest {
    /// Such as `GET`.
    pub method: String,
    /// Still percent-encoded.
    pub path: String,
    /// Without the question mark, still percent-encoded; empty if there was none.
    pub query: String,
    /// Names in lower case. The value is `None` where it is a secret or no text.
    pub headers: Vec<(String, Option<String>)>,
    /// The body, as text.
    pub body: String,
}

impl SeenRequest {
    pub(crate) fn new(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Self {
        let shown = |(name, value): (&HeaderName, &http::HeaderValue)| {
            let value = value.to_str().ok().filter(|_| !SECRET.contains(name));
            (name.as_str().to_owned(), value.map(str::to_owned))
        };
        Self {
            method: method.to_string(),
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            headers: headers.iter().map(shown).collect(),
            body: String::from_utf8_lossy(body).into_owned(),
        }
    }

    /// Whether a header of this name came along, with whatever value.
    pub fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// The first value of a header that is no secret.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| value.as_deref())
    }
}

/// The requests seen so far, oldest first.
#[derive(Default)]
pub(crate) struct Journal(Mutex<VecDeque<SeenRequest>>);

impl Journal {
    /// Keeps a request.
    pub(crate) fn keep(&self, request: SeenRequest) {
        let mut kept = lock(&self.0);
        if kept.len() == CAPACITY {
            kept.pop_front();
        }
        kept.push_back(request);
    }

    /// All that is kept.
    pub(crate) fn read(&self) -> Vec<SeenRequest> {
        lock(&self.0).iter().cloned().collect()
    }
}
