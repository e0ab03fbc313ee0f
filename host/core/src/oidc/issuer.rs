//! One issuer: what a token of it must be.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use innkeeper_egress::Clock;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header};
use serde_json::{Map, Value};
use url::Url;

use super::fetch::{Fetcher, Place, may_be_asked};
use super::key_set::KeySet;
use super::refused::Refused;
use super::rights::RightsByGroup;
use crate::settings::IdentityEntry;

/// Seconds by which clocks may differ.
const LEEWAY_S: u64 = 30;

/// The claims of a token that was verified.
pub(super) type Claims = Map<String, Value>;

/// An `[[identity]]` that cannot work.
#[derive(Debug, thiserror::Error)]
#[error("identity \"{identity}\": {setting} {problem}")]
pub struct IdentityProblem {
    /// Its name.
    pub identity: String,
    /// The setting.
    pub setting: &'static str,
    /// What is wrong, and what is wanted instead.
    pub problem: String,
}

/// One issuer.
pub(super) struct Issuer {
    name: String,
    /// As `iss` has it: never a parsed URL, which would be spelt anew.
    url: String,
    audience: String,
    keys: KeySet,
    rights: RightsByGroup,
}

impl Issuer {
    pub(super) fn new(entry: &IdentityEntry, clock: Clock) -> Result<Self, IdentityProblem> {
        let wrong = |setting, problem: &str| IdentityProblem {
            identity: entry.name.chars().take(64).flat_map(char::escape_default).collect(),
            setting,
            problem: problem.to_owned(),
        };
        let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        if entry.name.is_empty() || entry.name.len() > 64 || !entry.name.bytes().all(plain) {
            return Err(wrong("name", "must have 1 to 64 of a-z, 0-9, - and _"));
        }
        if entry.audience.is_empty() {
            return Err(wrong("audience", "is empty: a token for anybody would be one for this host"));
        }
        if entry.roles.is_empty() {
            return Err(wrong("roles", "is empty: nobody could do anything; give a group a role"));
        }
        let url = |setting, text: &str| match Url::parse(text) {
            Ok(url) if may_be_asked(&url) => Ok(url),
            _ => Err(wrong(setting, "must be an https URL (http on loopback), without user and fragment")),
        };
        let issuer = url("issuer", &entry.issuer)?;
        if issuer.query().is_some() {
            return Err(wrong("issuer", "must not have a query"));
        }
        let place = match &entry.jwks_url {
            Some(text) => Place::Known(url("jwks_url", text)?),
            None => {
                let base = entry.issuer.trim_end_matches('/');
                let description = url("issuer", &format!("{base}/.well-known/openid-configuration"))?;
                Place::Discovered { issuer: entry.issuer.clone(), description }
            }
        };
        let fetcher = Fetcher::new().map_err(|error| wrong("issuer", &error.to_string()))?;
        Ok(Self {
            name: entry.name.clone(),
            url: entry.issuer.clone(),
            audience: entry.audience.clone(),
            keys: KeySet::new(&entry.name, place, fetcher, clock),
            rights: RightsByGroup::new(entry),
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn keys(&self) -> &KeySet {
        &self.keys
    }

    pub(super) fn rights(&self) -> &RightsByGroup {
        &self.rights
    }

    pub(super) fn problem(&self, setting: &'static str, problem: &str) -> IdentityProblem {
        IdentityProblem { identity: self.name.clone(), setting, problem: problem.to_owned() }
    }

    /// The claims of a token of this issuer, if it is good for this host now.
    pub(super) async fn verify(&self, token: &str) -> Result<Claims, Refused> {
        // An algorithm that the library does not know, `none` among them, is no header to it.
        let header = decode_header(token).map_err(|_| Refused::Algorithm)?;
        check_header(&header)?;
        let keys = self.keys.with(header.kid.as_deref()).await.ok_or(Refused::Unavailable)?;
        let key = keys.find(header.kid.as_deref(), header.alg).ok_or(match header.kid.as_deref() {
            Some(id) if keys.knows(id) => Refused::Algorithm,
            _ => Refused::UnknownKey,
        })?;
        let verified = decode::<Claims>(token, &key.decoding, &self.validation(header.alg));
        let claims = verified.map_err(|error| refused(error.kind()))?.claims;
        // The library would also take a list of issuers with this one among them.
        if claims.get("iss").and_then(Value::as_str) != Some(&self.url) {
            return Err(Refused::Claim { claim: "iss".to_owned() });
        }
        if claims.contains_key("cnf") {
            return Err(Refused::Bound);
        }
        Ok(claims)
    }

    fn validation(&self, algorithm: Algorithm) -> Validation {
        let mut validation = Validation::new(algorithm);
        validation.leeway = LEEWAY_S;
        validation.validate_nbf = true;
        validation.set_audience(&[&self.audience]);
        validation.set_issuer(&[&self.url]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation
    }
}

/// Who a token says that it is of, before anything of it is believed.
pub(super) fn claimed(token: &str) -> Result<String, Refused> {
    let payload = token.split('.').nth(1).ok_or(Refused::NotAToken)?;
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| Refused::NotAToken)?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(|_| Refused::NotAToken)?;
    match claims.get("iss") {
        Some(Value::String(issuer)) => Ok(issuer.clone()),
        _ => Err(Refused::Claim { claim: "iss".to_owned() }),
    }
}

fn check_header(header: &Header) -> Result<(), Refused> {
    if matches!(header.alg, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512) {
        return Err(Refused::Algorithm);
    }
    if header.crit.is_some() {
        return Err(Refused::Critical);
    }
    let is_taken = header.typ.as_deref().is_none_or(|name| {
        ["jwt", "at+jwt", "application/at+jwt"].iter().any(|taken| taken.eq_ignore_ascii_case(name))
    });
    if is_taken { Ok(()) } else { Err(Refused::Type) }
}

fn refused(kind: &ErrorKind) -> Refused {
    match kind {
        ErrorKind::ExpiredSignature => Refused::Expired,
        ErrorKind::ImmatureSignature => Refused::NotYet,
        ErrorKind::InvalidAudience => Refused::Audience,
        ErrorKind::InvalidIssuer => Refused::UnknownIssuer,
        ErrorKind::InvalidAlgorithm => Refused::Algorithm,
        ErrorKind::MissingRequiredClaim(claim) | ErrorKind::InvalidClaimFormat(claim) => {
            Refused::Claim { claim: claim.clone() }
        }
        ErrorKind::InvalidSignature => Refused::Signature,
        _ => Refused::NotAToken,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header(text: &str) -> Result<(), Refused> {
        let token = format!("{}.e30.eA", URL_SAFE_NO_PAD.encode(text));
        decode_header(&token).map_err(|_| Refused::Algorithm).and_then(|header| check_header(&header))
    }

    #[test]
    fn only_asymmetric_algorithms_and_plain_types_are_taken() {
        for taken in
            [r#"{"alg":"RS256"}"#, r#"{"alg":"EdDSA","typ":"JWT"}"#, r#"{"alg":"ES256","typ":"at+JWT"}"#]
        {
            assert_eq!(header(taken), Ok(()), "{taken}");
        }
        for (text, expected) in [
            (r#"{"alg":"none"}"#, Refused::Algorithm),
            (r#"{"alg":"None"}"#, Refused::Algorithm),
            (r#"{"alg":"HS256"}"#, Refused::Algorithm),
            (r#"{"alg":"HS512"}"#, Refused::Algorithm),
            (r#"{"alg":"ES256K"}"#, Refused::Algorithm),
            (r#"{}"#, Refused::Algorithm),
            (r#"{"alg":"RS256","typ":"logout+jwt"}"#, Refused::Type),
            (r#"{"alg":"RS256","typ":"dpop+jwt"}"#, Refused::Type),
            (r#"{"alg":"RS256","crit":["b64"],"b64":false}"#, Refused::Critical),
        ] {
            assert_eq!(header(text), Err(expected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_at_all_makes_it_stumble(token in "[ -~]{0,200}") {
            let _ = claimed(&token);
        }

        #[test]
        fn an_issuer_is_read_as_it_was_written(issuer in "\\PC{0,60}", header in "[a-zA-Z0-9_-]{0,20}") {
            let payload = serde_json::json!({ "iss": issuer, "aud": "x" }).to_string();
            let token = format!("{header}.{}.x", URL_SAFE_NO_PAD.encode(payload));
            prop_assert_eq!(claimed(&token), Ok(issuer));
        }
    }
}
