//! The two HTTP clients: one for the API, which sends tokens, and one for everywhere else, which never does.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::outcomes::{Outcomes, RequestOutcome};

/// A connection that takes longer than this is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What all sessions of a host share: connection pools. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Egress {
    pub(crate) api: reqwest::Client,
    pub(crate) away: reqwest::Client,
    pub(crate) outcomes: Arc<Outcomes>,
}

impl Egress {
    /// Makes the clients.
    ///
    /// # Errors
    /// Where the TLS back end cannot start, such as for want of root certificates.
    pub fn new() -> Result<Self, reqwest::Error> {
        let plain = || {
            reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(CONNECT_TIMEOUT)
                .tcp_nodelay(true)
                .referer(false)
                .user_agent(concat!("innkeeper/", env!("CARGO_PKG_VERSION")))
        };
        Ok(Self {
            api: plain().pool_max_idle_per_host(256).build()?,
            away: plain().dns_resolver(Arc::new(PublicOnly)).build()?,
            outcomes: Arc::default(),
        })
    }

    /// How many requests ended how, since the host started. Those that never left are not among them.
    #[must_use]
    pub fn outcomes(&self) -> Vec<(RequestOutcome, u64)> {
        self.outcomes.read()
    }
}

/// Resolves names to public addresses only, so that a redirect cannot be pointed at the host's own network.
#[derive(Debug)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(format!("{} has no public address", name.as_str()).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is on the public Internet (IANA special-purpose registries, RFC 6890).
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // shared address space, RFC 6598
        || (a == 192 && b == 0 && c == 0) // IETF protocol assignments
        || (a == 198 && (18..20).contains(&b)); // benchmarking
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(v4) = embedded_v4(address) {
        return is_public_v4(v4);
    }
    let first = address.segments()[0];
    let documentation = first == 0x2001 && address.segments()[1] == 0x0db8;
    // Global unicast is 2000::/3; everything else is loopback, local, multicast or unassigned.
    (first & 0xe000) == 0x2000 && !documentation
}

/// The IPv4 address that an IPv6 address stands for: mapped, NAT64 (RFC 6052) or 6to4.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, .., high, low] = address.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    if let Some(mapped) = address.to_ipv4_mapped() {
        return Some(mapped);
    }
    if a == 0x0064 && b == 0xff9b {
        return Some(join(high, low));
    }
    (a == 0x2002).then(|| join(b, address.segments()[2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_hosts_own_network_are_not_public() {
        for text in [
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn public_addresses_are() {
        for text in ["8.8.8.8", "104.192.141.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }
}
