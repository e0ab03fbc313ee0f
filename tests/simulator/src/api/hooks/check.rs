//! What a webhook may be: where it may lead and what it may be told of.

use std::{collections::BTreeSet, net::IpAddr};

use serde_json::Value;
use url::{Host, Url};

use super::super::{operation::Call, refusal::Refusal};
use crate::scope::Scope;

/// Every event.
pub(super) const EVENTS: &[&str] = &[
    "issue:comment_created",
    "issue:created",
    "issue:updated",
    "pipeline:span_created",
    "project:updated",
    "pullrequest:approved",
    "pullrequest:changes_request_created",
    "pullrequest:changes_request_removed",
    "pullrequest:comment_created",
    "pullrequest:comment_deleted",
    "pullrequest:comment_reopened",
    "pullrequest:comment_resolved",
    "pullrequest:comment_updated",
    "pullrequest:created",
    "pullrequest:fulfilled",
    "pullrequest:push",
    "pullrequest:rejected",
    "pullrequest:unapproved",
    "pullrequest:updated",
    "repo:commit_comment_created",
    "repo:commit_status_created",
    "repo:commit_status_updated",
    "repo:created",
    "repo:deleted",
    "repo:fork",
    "repo:imported",
    "repo:push",
    "repo:transfer",
    "repo:updated",
];

const LONGEST_SECRET: usize = 128;

/// Refuses an address inside, events that are none or twice there, events beyond the token's scopes and a secret that is
/// too long.
pub(super) fn check(call: &Call<'_>) -> Result<(), Refusal> {
    if !is_public(call.text("/url").unwrap_or_default()) {
        return Err(Refusal::field("url", "Enter a URL that can be reached from the internet."));
    }
    let events: Vec<&str> = call.list("/events").iter().filter_map(Value::as_str).collect();
    if events.is_empty() {
        return Err(Refusal::field("events", "at least one event is needed"));
    }
    if events.iter().collect::<BTreeSet<_>>().len() != events.len() {
        return Err(Refusal::field("events", "the same event twice"));
    }
    if call.text("/secret").is_some_and(|secret| secret.chars().count() > LONGEST_SECRET) {
        return Err(Refusal::field("secret", "at most 128 characters"));
    }
    let needed: Vec<Scope> = events.into_iter().map(scope).collect();
    if call.granted.covers(&needed) { Ok(()) } else { Err(Refusal::scopes_missing(&needed, call.granted)) }
}

/// The scope that being told of an event asks for: that of what it is about.
fn scope(event: &str) -> Scope {
    match event.split(':').next() {
        Some("issue") => Scope::Issue,
        Some("pipeline") => Scope::Pipeline,
        Some("project") => Scope::Project,
        Some("pullrequest") => Scope::Pullrequest,
        _ => Scope::Repository,
    }
}

fn is_public(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let by_web = matches!(url.scheme(), "http" | "https");
    by_web
        && match url.host() {
            Some(Host::Domain(name)) => {
                name.contains('.')
                    && ![".local", ".localhost", ".internal"].iter().any(|end| name.ends_with(end))
            }
            Some(Host::Ipv4(address)) => is_routed(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => is_routed(IpAddr::V6(address)),
            None => false,
        }
}

fn is_routed(address: IpAddr) -> bool {
    let is_inside = match address {
        IpAddr::V4(address) => address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    };
    !is_inside && !address.is_loopback() && !address.is_unspecified()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_inside_is_not_public() {
        for public in ["https://hooks.example/in", "http://203.0.113.7:8080/", "https://[2001:db8::1]/"] {
            assert!(is_public(public), "{public}");
        }
        for inside in [
            "https://localhost/",
            "http://127.0.0.1/",
            "http://10.0.0.8/x",
            "http://169.254.169.254/latest",
            "http://[::1]/",
            "http://metadata.internal/",
            "ftp://hooks.example/",
            "hooks.example",
        ] {
            assert!(!is_public(inside), "{inside}");
        }
    }
}
