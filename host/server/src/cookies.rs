//! The two cookies of a consent.
//!
//! Both are `HttpOnly` and `SameSite=Lax`: the way back from the provider is a navigation from another site, which `Strict`
//! would leave without them. Over https they carry the `__Host-` prefix, so that no other host of the domain can set
//! them (RFC 6265bis §4.1.3.2); http on loopback cannot have `Secure`, hence a name of its own.

use std::time::Duration;

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use url::{Url, form_urlencoded};

use crate::public_url::Transport;

/// Longer than any link lives, so that the way back always finds it.
const LIFE: Duration = Duration::from_secs(86_400);

/// What is kept in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// Ties the way to the provider to the way back.
    Browser,
    /// Where the browser goes after the host's own sign-in. Kept here and not in the form, where somebody else's page
    /// could put another one.
    Return,
}

impl Cookie {
    const fn name(self, transport: Transport) -> &'static str {
        match (self, transport) {
            (Self::Browser, Transport::Public) => "__Host-innkeeper",
            (Self::Browser, Transport::LoopbackHttp) => "innkeeper_browser",
            (Self::Return, Transport::Public) => "__Host-innkeeper-return",
            (Self::Return, Transport::LoopbackHttp) => "innkeeper_return",
        }
    }

    /// The value that the browser sent, if it sent exactly one: of two we could not say which is ours.
    pub(crate) fn read(self, headers: &HeaderMap, transport: Transport) -> Option<&str> {
        let sent = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut ours = sent
            .flat_map(|pairs| pairs.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.name(transport))
            .map(|(_, value)| value);
        ours.next().filter(|_| ours.next().is_none())
    }

    /// Has the browser keep a value.
    pub(crate) fn set(self, response: &mut Response, value: &str, transport: Transport) {
        self.write(response, value, LIFE, transport);
    }

    /// Has the browser forget it.
    pub(crate) fn forget(self, response: &mut Response, transport: Transport) {
        self.write(response, "", Duration::ZERO, transport);
    }

    fn write(self, response: &mut Response, value: &str, life: Duration, transport: Transport) {
        let name = self.name(transport);
        let secure = if transport == Transport::Public { "; Secure" } else { "" };
        let text =
            format!("{name}={value}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}", life.as_secs());
        // Values are random text, a browser's own cookie, or encoded by `pack`: all of them fit into a header. One that did
        // not would be missing on the way back, and the consent refused.
        if let Ok(mut header) = HeaderValue::from_str(&text) {
            header.set_sensitive(true);
            response.headers_mut().append(SET_COOKIE, header);
        }
    }
}

/// A URL as a cookie's value: without `;`, `,` and quotes.
pub(crate) fn pack(url: &Url) -> String {
    form_urlencoded::byte_serialize(url.as_str().as_bytes()).collect()
}

/// The URL that [`pack`] wrote, if it is one for browsers.
pub(crate) fn unpack(value: &str) -> Option<Url> {
    let (text, _) = form_urlencoded::parse(value.as_bytes()).next()?;
    Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "https" | "http"))
}

#[cfg(test)]
mod tests;
