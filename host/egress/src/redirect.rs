//! Where a response leads on to, by the endpoint's rules.
//!
//! A hop within the API base keeps the token and must match a declared template inside the workspace pin. A hop away
//! loses the token, is for endpoints that declare it, and reaches https on public addresses only. After a hop away there
//! is no way back. Writes are never redirected: a repeated POST is a second POST.

use http::{StatusCode, header};
use innkeeper_accounts::is_loopback;
use innkeeper_policy::{Endpoint, Method, Pin, authorize_redirect};
use url::{Host, Url};

use crate::base::Place;
use crate::client::is_public;
use crate::{ApiBase, SendError};

/// How many hops a request may take.
pub(crate) const MOST_HOPS: usize = 4;

/// The next request of a chain.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Hop {
    /// Below the API base: with the token.
    Within(Url),
    /// On another origin: without it.
    Away(Url),
}

/// What a redirect is judged by.
#[derive(Debug)]
pub(crate) struct Rules<'a> {
    pub(crate) base: &'a ApiBase,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) pin: &'a Pin,
}

impl Rules<'_> {
    /// The hop that a response asks for; none where it is no redirect.
    pub(crate) fn next(&self, response: &reqwest::Response, from: &Hop) -> Result<Option<Hop>, SendError> {
        if !is_redirect(response.status()) {
            return Ok(None);
        }
        let Some(location) = response.headers().get(header::LOCATION) else { return Ok(None) };
        let to = location.to_str().ok().and_then(|text| from.url().join(text).ok());
        let Some(to) = to else { return Err(self.refuse("a location that is no URL")) };
        self.judge(to, from).map(Some)
    }

    fn judge(&self, to: Url, from: &Hop) -> Result<Hop, SendError> {
        if self.endpoint.method != Method::Get {
            return Err(self.refuse("another place, after a write"));
        }
        match (self.base.place(&to), from) {
            (Place::Within { path }, Hop::Within(_)) => {
                authorize_redirect(self.endpoint, self.pin, &path)?;
                Ok(Hop::Within(to))
            }
            (Place::Away, _) if self.endpoint.redirects.away && self.may_leave_for(&to) => Ok(Hop::Away(to)),
            _ => Err(self.refuse(&to.origin().ascii_serialization())),
        }
    }

    /// A loopback base is a simulator, and so may its storage host be; anything else is on the public Internet, over TLS.
    fn may_leave_for(&self, to: &Url) -> bool {
        if self.base.is_loopback() && is_loopback(to) {
            return true;
        }
        let public = match to.host() {
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
            Some(Host::Domain(_)) => true, // its addresses are judged when it is resolved
            None => false,
        };
        to.scheme() == "https" && public
    }

    pub(crate) fn refuse(&self, place: &str) -> SendError {
        SendError::Redirect { template: self.endpoint.template.to_string(), place: place.to_owned() }
    }
}

impl Hop {
    pub(crate) fn url(&self) -> &Url {
        match self {
            Self::Within(url) | Self::Away(url) => url,
        }
    }
}

/// The path below the base that a `location` header names, for connectors that poll (202) or look at what they made (201).
pub(crate) fn location_below(base: &ApiBase, response: &reqwest::Response, from: &Url) -> Option<String> {
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    match base.place(&from.join(location).ok()?) {
        Place::Within { path } => Some(path),
        Place::Away | Place::Nowhere => None,
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

#[cfg(test)]
mod tests;
