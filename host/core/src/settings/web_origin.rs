//! The origin of web pages, as browsers write it (RFC 6454).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};
use url::Url;

/// `https://app.example.com`: scheme, host, and a port that is not the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebOrigin(String);

/// What is no origin of pages.
#[derive(Debug, thiserror::Error)]
#[error("is not the origin of a page: write scheme and host, `https://app.example.com`; `*` is not taken")]
pub struct NotAnOrigin;

impl WebOrigin {
    /// As a header `Origin` has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WebOrigin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        let url = Url::parse(text).map_err(|_| NotAnOrigin)?;
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let is_anybodys = url.username().is_empty() && url.password().is_none();
        let is_a_pages = matches!(url.scheme(), "http" | "https") && url.has_host() && !text.contains('*');
        if is_bare && is_anybodys && is_a_pages {
            Ok(Self(url.origin().ascii_serialization()))
        } else {
            Err(NotAnOrigin)
        }
    }
}

impl fmt::Display for WebOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for WebOrigin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (text, origin) in [
            ("https://App.Example.com", "https://app.example.com"),
            ("https://app.example.com:443/", "https://app.example.com"),
            ("http://localhost:5173", "http://localhost:5173"),
        ] {
            assert_eq!(text.parse::<WebOrigin>().unwrap().as_str(), origin);
        }
    }

    #[test]
    fn what_is_more_or_less_than_an_origin_is_refused() {
        for text in [
            "*",
            "null",
            "",
            "app.example.com",
            "https://*.example.com",
            "https://app.example.com/page",
            "https://a@b",
            "https://app.example.com?x",
            "https://app.example.com#x",
            "file:///tmp",
            "https://",
        ] {
            assert!(text.parse::<WebOrigin>().is_err(), "{text}");
        }
    }
}
