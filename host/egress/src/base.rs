//! The origin and base path that a token may go to.

use innkeeper_accounts::is_loopback;
use url::{Position, Url};

/// A provider's API base, such as `https://api.bitbucket.org/2.0`.
///
/// Everything that carries a token is below it: this type makes such URLs and nothing else does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiBase {
    url: Url,
    /// Without the trailing slash: `/2.0`, or empty.
    prefix: String,
}

/// An API base that a token must not go to.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BaseError {
    /// Plain HTTP is for loopback only.
    #[error("the API base {url} is not https; plain http is allowed on loopback only")]
    Insecure {
        /// The refused base.
        url: String,
    },
    /// A base has an origin and a path, and nothing else.
    #[error("the API base {url} must have a host and no user, query or fragment")]
    Shape {
        /// The refused base.
        url: String,
    },
}

/// Where a redirect leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Below the base: the encoded path after the base path.
    Within {
        /// Starts with a slash; no query.
        path: String,
    },
    /// The same origin outside the base path, or a URL that is no place for a request.
    Nowhere,
    /// Another origin.
    Away,
}

impl ApiBase {
    /// Checks a base.
    ///
    /// # Errors
    /// [`BaseError`] where it is not https (http on loopback), or more than an origin and a path.
    pub fn new(url: &Url) -> Result<Self, BaseError> {
        let bare = url.query().is_none() && url.fragment().is_none() && !has_credentials(url);
        if !bare || url.host().is_none() {
            return Err(BaseError::Shape { url: without_credentials(url) });
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(url) => {}
            _ => return Err(BaseError::Insecure { url: url.to_string() }),
        }
        Ok(Self { url: url.clone(), prefix: url.path().trim_end_matches('/').to_owned() })
    }

    /// Whether the base is on this machine: a simulator.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// The URL of an encoded path and query below the base; none where parsing would change the path.
    pub(crate) fn join(&self, path: &str, query: &str) -> Option<Url> {
        let mut url = self.url.clone();
        let full = format!("{}{path}", self.prefix);
        url.set_path(&full);
        url.set_query((!query.is_empty()).then_some(query));
        (url.path() == full && before_path(&url) == before_path(&self.url)).then_some(url)
    }

    /// The encoded path of a URL below this base, as [`ApiBase::join`] made it or [`ApiBase::place`] found it.
    pub(crate) fn below<'u>(&self, url: &'u Url) -> &'u str {
        url.path().strip_prefix(&self.prefix).unwrap_or(url.path())
    }

    /// Where `url` leads, seen from this base.
    pub(crate) fn place(&self, url: &Url) -> Place {
        if has_credentials(url) || url.host().is_none() || !matches!(url.scheme(), "http" | "https") {
            return Place::Nowhere;
        }
        if url.origin() != self.url.origin() {
            return Place::Away;
        }
        match url.path().strip_prefix(&self.prefix) {
            Some(rest) if rest.starts_with('/') => Place::Within { path: rest.to_owned() },
            _ => Place::Nowhere,
        }
    }
}

/// Scheme, host and port, as they are written.
fn before_path(url: &Url) -> &str {
    &url[..Position::BeforePath]
}

fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn without_credentials(url: &Url) -> String {
    url.host_str().unwrap_or("without a host").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> Result<ApiBase, BaseError> {
        ApiBase::new(&Url::parse(text).unwrap())
    }

    #[test]
    fn plain_http_is_refused_off_loopback() {
        assert!(matches!(base("http://api.example.org/2.0"), Err(BaseError::Insecure { .. })));
        assert!(base("http://127.0.0.1:9/2.0").is_ok());
        assert!(base("https://api.bitbucket.org/2.0").is_ok());
    }

    #[test]
    fn a_base_has_no_user_query_or_fragment() {
        for text in ["https://a:b@h/2.0", "https://h/2.0?x=1", "https://h/2.0#f"] {
            assert!(matches!(base(text), Err(BaseError::Shape { .. })), "{text}");
        }
    }

    #[test]
    fn a_path_that_parsing_would_change_makes_no_url() {
        let base = base("https://api.bitbucket.org/2.0").unwrap();
        assert!(base.join("/repositories/a/../../evil", "").is_none());
        assert!(base.join("/repositories/%2e%2e/x", "").is_none());
        assert_eq!(
            base.join("/repositories/a%2Fb", "q=1").unwrap().as_str(),
            "https://api.bitbucket.org/2.0/repositories/a%2Fb?q=1"
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_joined_stays_below_the_base(path in "/\\PC{0,40}", query in "\\PC{0,40}") {
            let base = base("https://api.bitbucket.org/2.0").unwrap();
            if let Some(url) = base.join(&path, &query) {
                let within = matches!(base.place(&url), Place::Within { path: rest } if rest == path);
                proptest::prop_assert!(within, "{url}");
            }
        }

        #[test]
        fn no_text_makes_a_redirect_panic(text in "\\PC{0,60}") {
            let base = base("https://api.bitbucket.org/2.0").unwrap();
            if let Ok(url) = Url::parse("https://api.bitbucket.org/2.0/x").unwrap().join(&text) {
                let same_origin = url.origin() == base.url.origin();
                let within = matches!(base.place(&url), Place::Within { .. });
                proptest::prop_assert!(!within || same_origin, "{url}");
            }
        }
    }

    #[test]
    fn places_are_told_apart_by_origin_and_base_path() {
        let base = base("https://api.bitbucket.org/2.0").unwrap();
        let place = |text: &str| base.place(&Url::parse(text).unwrap());
        assert_eq!(place("https://api.bitbucket.org/2.0/user"), Place::Within { path: "/user".into() });
        for nowhere in [
            "https://api.bitbucket.org/1.0/user",
            "https://api.bitbucket.org/2.0evil/user",
            "https://u:p@api.bitbucket.org/2.0/user",
            "ftp://api.bitbucket.org/2.0/user",
        ] {
            assert_eq!(place(nowhere), Place::Nowhere, "{nowhere}");
        }
        for away in [
            "https://evil.org/2.0/user",
            "http://api.bitbucket.org/2.0/user",
            "https://api.bitbucket.org:444/2.0/u",
        ] {
            assert_eq!(place(away), Place::Away, "{away}");
        }
    }
}
