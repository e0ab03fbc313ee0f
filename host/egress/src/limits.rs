//! What one call may use of the network, and what it has used.

use std::time::Duration;

/// Limits of one call's requests. The host's settings fill it; connectors cannot.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Requests that leave the host, redirects and the repetition after a 401 included.
    pub requests: u32,
    /// Bytes of all request bodies together.
    pub bytes_out: u64,
    /// Bytes of one response body.
    pub response_bytes: u64,
    /// From the start of a request to the last byte of its body.
    pub upstream_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: 50,
            bytes_out: 16 << 20,
            response_bytes: 8 << 20,
            upstream_timeout: Duration::from_secs(30),
        }
    }
}

/// What a call's requests have used so far.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// Requests sent, redirects included.
    pub requests: u32,
    /// Those of them that repeated one which had failed.
    pub repeats: u32,
    /// Writes that the provider may have carried out: all that left, but for those that certainly did not arrive and those
    /// that it turned away with 429.
    pub writes: u32,
    /// Bytes of request bodies sent.
    pub bytes_out: u64,
    /// Time spent waiting for the provider.
    pub upstream: Duration,
    /// The provider's last status.
    pub status: Option<u16>,
}
