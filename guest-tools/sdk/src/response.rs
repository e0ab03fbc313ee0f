//! The provider's answer.

use serde::de::DeserializeOwned;

use crate::{Failure, Output, RequestError, transport};

/// The provider's answer. Its body stays in the host until it is read, and need not be read at all.
#[derive(Debug)]
pub struct Response {
    handle: transport::Handle,
}

impl Response {
    pub(crate) fn new(handle: transport::Handle) -> Self {
        Self { handle }
    }

    /// The handle, for the host.
    #[cfg(target_family = "wasm")]
    pub(crate) fn into_handle(self) -> transport::Handle {
        self.handle
    }

    /// The status code. The host has followed the redirects that the endpoint declares.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.handle.status()
    }

    /// Itself, where its status is within 200–299.
    pub(crate) fn into_good(self) -> Result<Self, Failure> {
        if self.is_success() { Ok(self) } else { Err(Failure::Upstream(self)) }
    }

    /// Whether the status is within 200–299.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status())
    }

    /// The value of a header, by its lower-case name. The host shows a few: `content-type`, `content-length`,
    /// `content-range`, `etag`, `last-modified`, `location` (as a path below the API's base) and
    /// `retry-after`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.handle.header(name)
    }

    /// The body, at most `limit` bytes of it. May be called again, and the response still be passed on.
    ///
    /// # Errors
    /// [`RequestError::TooLarge`] where it is longer, or the reason why it stopped coming.
    pub fn bytes(&self, limit: u32) -> Result<Vec<u8>, RequestError> {
        self.handle.read(limit)
    }

    /// The body as JSON, at most `limit` bytes of it.
    ///
    /// # Errors
    /// As [`Response::bytes`]; [`Failure::Internal`] where the document is not what the tool expects.
    pub fn json<T: DeserializeOwned>(&self, limit: u32) -> Result<T, Failure> {
        let body = self.bytes(limit)?;
        serde_json::from_slice(&body).map_err(|error| {
            Failure::Internal(format!("the provider's answer is not what was expected: {error}"))
        })
    }

    /// The answer of the tool: this response, byte for byte.
    #[must_use]
    pub fn pass_on(self) -> Output {
        match self.status() {
            204 => Output::None,
            _ => Output::Upstream { response: self, content_type: None },
        }
    }

    /// As [`Response::pass_on`], under another media type: a log that is sent as `application/octet-stream`
    /// is text.
    #[must_use]
    pub fn pass_on_as(self, content_type: &str) -> Output {
        Output::Upstream { response: self, content_type: Some(content_type.into()) }
    }
}
