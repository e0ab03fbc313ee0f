//! What a host says about itself.

use std::time::Duration;

use url::Url;

/// Settings of the whole host that accounts depend on.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where browsers reach the host. Links and callbacks begin with it.
    pub public_url: Url,
    /// How long a link lives, and a grant that waits for its confirmation. Default: 10 minutes.
    pub ticket_ttl: Duration,
    /// How long a token endpoint may take for one answer. Default: 10 s.
    pub token_timeout: Duration,
    /// After this time another host's unfinished refresh is taken for dead. It must exceed `token_timeout`, and stay
    /// far below the time for which a provider still takes a rotated refresh token (Bitbucket: about ten minutes).
    /// Default: 15 s.
    pub attempt_ttl: Duration,
    /// Bytes of memory, at most, for accounts that were used lately and for their access tokens, half for each. One
    /// account of Bitbucket's takes about 4 kB of it. Default: 512 MiB, which takes 128,000 accounts in use to fill.
    pub cache_bytes: usize,
    /// Whether other hosts may use the same vault. Default: [`OtherHosts::Possible`].
    pub other_hosts: OtherHosts,
}

/// Whether other hosts may use the same vault at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherHosts {
    /// They may: a refresh that one of them has begun is waited for.
    Possible,
    /// The store is this host's alone. A refresh that somebody else has begun is that of a host that died, and is taken
    /// over at once.
    None,
}

impl Options {
    /// The defaults for a host at this address.
    #[must_use]
    pub fn new(public_url: Url) -> Self {
        Self {
            public_url,
            ticket_ttl: Duration::from_secs(600),
            token_timeout: Duration::from_secs(10),
            attempt_ttl: Duration::from_secs(15),
            other_hosts: OtherHosts::Possible,
            cache_bytes: 512 << 20,
        }
    }
}
