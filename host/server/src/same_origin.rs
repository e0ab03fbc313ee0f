//! Forms are sent from our own pages, or not at all.
//!
//! `Sec-Fetch-Site` says it plainly, and every browser of these years sends it. `Origin` is for those that do not. Our
//! pages ask for no referrer, with which a browser writes `Origin: null` on our own forms too, so `null` proves nothing
//! and is refused (Fetch Standard, "append a request `Origin` header"). A client with neither header is no browser, and
//! nobody can make it act for somebody else.

use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, HeaderValue};

use crate::public_url::PublicUrl;

/// Where a request was made, as far as its headers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sender {
    /// A page of ours, a person at the address bar, or no browser at all.
    Own,
    /// A page of somebody else.
    Foreign,
}

impl Sender {
    pub(crate) fn of(headers: &HeaderMap, public_url: &PublicUrl) -> Self {
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let own = match (headers.get("sec-fetch-site").map(text), headers.get(ORIGIN).map(text)) {
            (Some(site), _) => site == "same-origin" || site == "none",
            (None, Some(origin)) => public_url.is_origin(&origin),
            (None, None) => true,
        };
        if own { Self::Own } else { Self::Foreign }
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn sender(given: &[(&'static str, &'static str)]) -> Sender {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        Sender::of(&headers, &PublicUrl::new(Url::parse("https://inn.example:8443/host/").unwrap()))
    }

    #[test]
    fn our_own_form_is_taken_even_with_a_null_origin() {
        assert_eq!(sender(&[("sec-fetch-site", "same-origin"), ("origin", "null")]), Sender::Own);
        assert_eq!(sender(&[("origin", "https://inn.example:8443")]), Sender::Own);
        assert_eq!(sender(&[]), Sender::Own);
    }

    #[test]
    fn a_form_of_another_page_is_refused() {
        assert_eq!(sender(&[("sec-fetch-site", "cross-site")]), Sender::Foreign);
        assert_eq!(sender(&[("sec-fetch-site", "same-site")]), Sender::Foreign);
        assert_eq!(sender(&[("origin", "https://inn.example")]), Sender::Foreign);
        assert_eq!(sender(&[("origin", "null")]), Sender::Foreign);
    }
}
