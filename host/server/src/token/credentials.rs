//! A client's credentials: in the header or in the body (RFC 6749 §2.3.1), never in both.

use std::collections::BTreeMap;

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use innkeeper::Secret;
use url::form_urlencoded;

use super::refusal::Refusal;

/// The parameters of a request, each at most once (RFC 6749 §3.2). No `Debug`: one may be a secret.
pub(super) struct Parameters(BTreeMap<String, String>);

/// Who a client says it is.
pub(super) struct Credentials {
    pub(super) client_id: String,
    pub(super) client_secret: Secret,
}

impl Parameters {
    pub(super) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body) {
            if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(Refusal::InvalidRequest("a parameter is given twice"));
            }
        }
        Ok(Self(parameters))
    }

    /// A parameter without a value counts as absent (RFC 6749 §3.2).
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name).filter(|value| !value.is_empty())
    }
}

impl Credentials {
    pub(super) fn of(headers: &HeaderMap, parameters: &mut Parameters) -> Result<Self, Refusal> {
        let in_body = (parameters.take("client_id"), parameters.take("client_secret").map(Secret::new));
        let mut in_header = headers.get_all(AUTHORIZATION).iter();
        match (in_header.next(), in_header.next(), in_body) {
            (None, _, (Some(client_id), Some(client_secret))) => Ok(Self { client_id, client_secret }),
            (Some(value), None, (None, None)) => basic(value).ok_or(Refusal::InvalidClient(
                "the Authorization header is not `Basic` with a client id and secret",
            )),
            (None, _, _) => Err(Refusal::InvalidClient(
                "send client_id and client_secret, in the body or as `Authorization: Basic`",
            )),
            (Some(_), _, _) => Err(Refusal::InvalidRequest(
                "the client identifies itself more than once: in the header or in the body, not in both",
            )),
        }
    }
}

/// `Basic base64(id:secret)`, both halves form-encoded before (RFC 6749 §2.3.1).
fn basic(value: &HeaderValue) -> Option<Credentials> {
    let (scheme, encoded) = value.to_str().ok()?.split_once(' ')?;
    let decoded = Secret::new(String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?);
    let (id, secret) = decoded.expose().split_once(':')?;
    let credentials =
        Credentials { client_id: form_decoded(id)?, client_secret: Secret::new(form_decoded(secret)?) };
    scheme.eq_ignore_ascii_case("basic").then_some(credentials)
}

/// A text in form encoding, such as one name or one value. A text with a separator in it is none.
fn form_decoded(text: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(text.as_bytes());
    let (name, value) = pairs.next()?;
    (pairs.next().is_none() && value.is_empty() && !text.contains(['=', '&'])).then(|| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(user_and_password: &str) -> HeaderValue {
        HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(user_and_password))).unwrap()
    }

    #[test]
    fn both_halves_are_form_decoded() {
        let plain = basic(&header("ik_0123456789ab:se-cret_1")).unwrap();
        assert_eq!(
            (plain.client_id.as_str(), plain.client_secret.expose()),
            ("ik_0123456789ab", "se-cret_1")
        );
        let encoded = basic(&header("ik%5F0123456789ab:se%3Acr+et%25")).unwrap();
        assert_eq!(
            (encoded.client_id.as_str(), encoded.client_secret.expose()),
            ("ik_0123456789ab", "se:cr et%")
        );
    }

    #[test]
    fn what_is_no_pair_is_refused() {
        for none in ["", "id", ":secret", "id:", "id:a&b", "a=b:c"] {
            assert!(basic(&header(none)).is_none(), "{none} was taken");
        }
        for none in ["Bearer abc", "Basic", "Basic %%%", "Basic /w=="] {
            assert!(basic(&HeaderValue::from_static(none)).is_none(), "{none} was taken");
        }
    }
}
