//! Which URLs may be called and which may be come back to.
//!
//! Two rules. Endpoints of a provider come from the operator: https, or http on a loopback host for a simulator.
//! URLs that a browser is sent to come from whoever asks for a link, so they must match a list of the connection
//! (open redirects: RFC 9700 §4.11).

use url::{Host, Url};

use crate::AccountsError;

/// Reads a URL of the settings: https, or http on a loopback host; no user name, query or fragment.
///
/// # Errors
///
/// [`AccountsError::BadUrl`], naming `setting`.
pub(crate) fn endpoint(setting: &str, text: &str) -> Result<Url, AccountsError> {
    let bad = |url: &str, problem| AccountsError::BadUrl {
        setting: setting.to_owned(),
        url: url.to_owned(),
        problem,
    };
    // A text that is no URL may hold a password in a place that nobody can find and cut out: it is not repeated.
    let url = Url::parse(text).map_err(|_| bad("…", "is not a URL: write https://host/path"))?;
    match problem_of(&url) {
        Some(problem) => Err(bad(&without_credentials(&url), problem)),
        None if url.query().is_some() => Err(bad(url.as_str(), "must not have a query")),
        None => Ok(url),
    }
}

fn problem_of(url: &Url) -> Option<&'static str> {
    let encrypted_or_local = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
    if !url.username().is_empty() || url.password().is_some() {
        Some("must not hold a user name or password")
    } else if !encrypted_or_local {
        Some("must be https (http is for loopback hosts only)")
    } else if url.fragment().is_some() {
        Some("must not have a fragment")
    } else {
        None
    }
}

fn without_credentials(url: &Url) -> String {
    format!("{}://{}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

/// Whether a URL leads to this machine by its very name: `localhost`, 127.0.0.0/8 or `[::1]`.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The URLs that a browser may be sent to when a consent is over.
#[derive(Debug, Clone)]
pub(crate) struct ReturnUrls {
    allowed: Vec<Url>,
    loopback: Loopback,
}

/// Whether any URL on this machine may be come back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loopback {
    /// The host itself is on loopback: a developer's machine.
    Allowed,
    /// Only what is on the list.
    Listed,
}

impl ReturnUrls {
    /// Reads the list of the connection `name`.
    pub(crate) fn parse(name: &str, list: &[String], loopback: Loopback) -> Result<Self, AccountsError> {
        let setting = format!("connection.{name}.return_urls");
        let allowed = list.iter().map(|text| endpoint(&setting, text)).collect::<Result<_, _>>()?;
        Ok(Self { allowed, loopback })
    }

    /// The URL as a browser will understand it, if it may be come back to; else what to tell the caller.
    ///
    /// Scheme, host and port must be those of an entry, and the path the entry's or below it. The check and the later
    /// redirect use one and the same parsed URL, so there is nothing left for a browser to read differently.
    pub(crate) fn check(&self, text: &str) -> Result<Url, &'static str> {
        let url = Url::parse(text).map_err(|_| "is not an absolute URL")?;
        if let Some(problem) = problem_of(&url) {
            return Err(problem);
        }
        let local = self.loopback == Loopback::Allowed && is_loopback(&url);
        if local || self.allowed.iter().any(|entry| covers(entry, &url)) {
            Ok(url)
        } else {
            Err("is not on the connection's list: add it to return_urls")
        }
    }
}

/// Whether `url` is `entry` or below it, by whole path segments.
fn covers(entry: &Url, url: &Url) -> bool {
    let below = url
        .path()
        .strip_prefix(entry.path().trim_end_matches('/'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    below && entry.origin() == url.origin()
}

#[cfg(test)]
mod tests;
