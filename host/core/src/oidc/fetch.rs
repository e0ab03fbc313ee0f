//! The requests that go to an issuer: no redirects, https only (plain http on loopback), small answers, little patience.

use std::time::Duration;

use innkeeper_accounts::{is_loopback, root_cause, secret_client};
use serde::Deserialize;
use url::Url;

/// Time for one answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of one answer.
const MAX_BYTES: usize = 256 << 10;

/// Why an issuer's keys could not be fetched. Goes to the log, not to callers.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    #[error("{url} cannot be reached: {detail}")]
    Unreachable { url: Url, detail: String },
    #[error("{url} answered {status}; redirects are not followed")]
    Status { url: Url, status: u16 },
    #[error("the answer of {url} is longer than 256 kB")]
    TooLong { url: Url },
    #[error("the answer of {url} {problem}")]
    Answer { url: Url, problem: &'static str },
}

/// Where an issuer's keys are.
pub(super) enum Place {
    /// The operator says so.
    Known(Url),
    /// The issuer's description says so.
    Discovered { issuer: String, description: Url },
}

/// The way to issuers.
pub(super) struct Fetcher(reqwest::Client);

#[derive(Deserialize)]
struct Description {
    issuer: String,
    jwks_uri: String,
}

impl Fetcher {
    pub(super) fn new() -> reqwest::Result<Self> {
        secret_client(TIMEOUT).map(Self)
    }

    /// The document with an issuer's keys, and where it was.
    pub(super) async fn keys(&self, place: &Place) -> Result<(Url, Vec<u8>), FetchError> {
        let url = match place {
            Place::Known(url) => url.clone(),
            Place::Discovered { issuer, description } => {
                discovered(issuer, description, &self.get(description).await?)?
            }
        };
        let body = self.get(&url).await?;
        Ok((url, body))
    }

    async fn get(&self, url: &Url) -> Result<Vec<u8>, FetchError> {
        let unreachable =
            |error: reqwest::Error| FetchError::Unreachable { url: url.clone(), detail: root_cause(&error) };
        let mut response = self.0.get(url.clone()).send().await.map_err(unreachable)?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(FetchError::Status { url: url.clone(), status });
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > MAX_BYTES {
                return Err(FetchError::TooLong { url: url.clone() });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// Where a description says that the keys are, if it is this issuer's (OpenID Connect Discovery §4.3: compared exactly).
fn discovered(issuer: &str, from: &Url, body: &[u8]) -> Result<Url, FetchError> {
    let wrong = |problem| FetchError::Answer { url: from.clone(), problem };
    let description: Description =
        serde_json::from_slice(body).map_err(|_| wrong("is no description of an issuer"))?;
    if description.issuer != issuer {
        return Err(wrong("describes another issuer than the settings name"));
    }
    let url = Url::parse(&description.jwks_uri).map_err(|_| wrong("has a jwks_uri that is no URL"))?;
    if may_be_asked(&url) {
        Ok(url)
    } else {
        Err(wrong("has a jwks_uri that is neither https nor on loopback"))
    }
}

/// Whether a URL is https, or plain http on this machine, without a user or fragment.
pub(super) fn may_be_asked(url: &Url) -> bool {
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
    safe && url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_issuers_own_description_counts() {
        let from = Url::parse("https://id.example/.well-known/openid-configuration").unwrap();
        let ask = |issuer: &str, jwks: &str| {
            let body = format!(r#"{{"issuer": "{issuer}", "jwks_uri": "{jwks}"}}"#);
            discovered("https://id.example", &from, body.as_bytes())
        };
        assert!(ask("https://id.example", "https://keys.example/jwks").is_ok());
        for (issuer, jwks) in [
            ("https://id.example/", "https://id.example/jwks"),
            ("https://ID.example", "https://id.example/jwks"),
            ("https://id.example", "http://id.example/jwks"),
            ("https://id.example", "https://user@id.example/jwks"),
            ("https://id.example", "file:///etc/keys"),
            ("https://id.example", "/jwks"),
        ] {
            assert!(ask(issuer, jwks).is_err(), "{issuer} {jwks}");
        }
        assert!(discovered("https://id.example", &from, b"[]").is_err());
    }
}
