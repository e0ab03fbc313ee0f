//! The provider's answer, its body still outside until somebody reads it.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use tokio::time::Instant;

use crate::SendError;
use crate::headers;
use crate::limits::Limits;
use crate::meter::Meter;

/// The pause after a 429 that the host keeps. It travels with the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeptPause(pub(crate) Duration);

/// A response. It holds what has been read of its body, so that it can be read again and still be passed on.
#[derive(Debug)]
pub struct Response {
    status: StatusCode,
    headers: HeaderMap,
    /// The path below the API base that `location` named, where it named one.
    location: Option<String>,
    retry_after: Option<Duration>,
    chunks: Vec<Bytes>,
    length: u64,
    rest: Option<reqwest::Response>,
    clock: BodyClock,
}

/// What a body's reading is held against.
#[derive(Debug)]
struct BodyClock {
    started: Instant,
    timeout: Duration,
    limit: u64,
    meter: Arc<Meter>,
}

/// The beginning of a body.
#[derive(Debug)]
pub struct Cut {
    /// At most as many bytes as were asked for.
    pub bytes: Bytes,
    /// Whether that is all of it.
    pub complete: bool,
}

impl Response {
    pub(crate) fn new(
        upstream: reqwest::Response,
        location: Option<String>,
        started: Instant,
        limits: &Limits,
        meter: Arc<Meter>,
    ) -> Self {
        let status = upstream.status();
        let retry_after = upstream.extensions().get().map(|KeptPause(pause)| *pause);
        let headers = headers::visible(upstream.headers());
        // Some 404s are pages with the reader's profile and a web token in them (Bitbucket facts).
        let unsafe_body = status.as_u16() >= 400 && !headers::is_json(&headers);
        let clock =
            BodyClock { started, timeout: limits.upstream_timeout, limit: limits.response_bytes, meter };
        let rest = (!unsafe_body).then_some(upstream);
        Self { status, headers, location, retry_after, chunks: Vec::new(), length: 0, rest, clock }
    }

    /// The status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// After a 429: how long the host sends no more of these requests. It is what the provider asked for, within reason, or
    /// the host's own guess.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// A header of the allow-list, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        if name == header::LOCATION.as_str() {
            return self.location.as_deref();
        }
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The whole body.
    ///
    /// # Errors
    /// [`SendError::TooLarge`] over `limit` bytes (or the call's own limit, whichever is less), and what can happen to a
    /// connection: [`SendError::TimedOut`], [`SendError::Unreachable`].
    pub async fn read(&mut self, limit: u64) -> Result<Bytes, SendError> {
        let limit = limit.min(self.clock.limit);
        let cut = self.take(limit).await?;
        if cut.complete { Ok(cut.bytes) } else { Err(SendError::TooLarge { limit }) }
    }

    /// The body's first `limit` bytes.
    ///
    /// # Errors
    /// What can happen to a connection: [`SendError::TimedOut`], [`SendError::Unreachable`].
    pub async fn take(&mut self, limit: u64) -> Result<Cut, SendError> {
        while self.length <= limit && self.pull().await? {}
        let mut bytes = self.joined();
        let complete = self.length <= limit;
        if !complete {
            bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        Ok(Cut { bytes, complete })
    }

    /// Takes one more chunk; false at the end.
    async fn pull(&mut self) -> Result<bool, SendError> {
        let Some(upstream) = &mut self.rest else { return Ok(false) };
        let clock = &self.clock;
        let before = Instant::now();
        let pulled = tokio::time::timeout_at(clock.started + clock.timeout, upstream.chunk()).await;
        clock.meter.waited(before.elapsed());
        match pulled {
            Err(_) => Err(SendError::timed_out(clock.timeout, true)),
            Ok(Err(error)) => Err(SendError::from_client(&error, clock.timeout)),
            Ok(Ok(None)) => {
                self.rest = None;
                Ok(false)
            }
            Ok(Ok(Some(chunk))) => {
                self.length += chunk.len() as u64;
                self.chunks.push(chunk);
                Ok(true)
            }
        }
    }

    /// The chunks so far as one; most bodies are one chunk and are not copied.
    fn joined(&mut self) -> Bytes {
        if self.chunks.len() > 1 {
            let mut all = BytesMut::with_capacity(self.chunks.iter().map(Bytes::len).sum());
            for chunk in self.chunks.drain(..) {
                all.extend_from_slice(&chunk);
            }
            self.chunks.push(all.freeze());
        }
        self.chunks.first().cloned().unwrap_or_default()
    }
}
