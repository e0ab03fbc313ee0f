//! What the host is called from outside: browsers come by this URL, whatever the socket is.

use std::sync::Arc;

use innkeeper_accounts::is_loopback;
use url::Url;

/// The host's own URL.
#[derive(Clone)]
pub(crate) struct PublicUrl(Arc<Url>);

/// How a browser reaches the host, which decides what its cookies look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    /// As the public does. Plain http counts as this too: its browsers drop our cookies, and consent fails closed.
    Public,
    /// http on this very machine: somebody tries things out.
    LoopbackHttp,
}

impl PublicUrl {
    pub(crate) fn new(url: Url) -> Self {
        Self(Arc::new(url))
    }

    /// This URL with path segments appended, whether or not it ends in a slash.
    pub(crate) fn below(&self, segments: &[&str]) -> Url {
        let mut url = Url::clone(&self.0);
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    /// Whether an `Origin` header names this host.
    pub(crate) fn is_origin(&self, origin: &str) -> bool {
        self.0.origin().ascii_serialization() == origin
    }

    /// The host's own origin.
    pub(crate) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// What a `Host` header says of this host.
    pub(crate) fn authority(&self) -> Option<String> {
        let host = self.0.host_str()?;
        Some(match self.0.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        })
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    pub(crate) fn transport(&self) -> Transport {
        if self.0.scheme() == "http" && self.is_loopback() {
            Transport::LoopbackHttp
        } else {
            Transport::Public
        }
    }
}
