//! The keys that an issuer publishes (RFC 7517), those that can verify a signature.

use std::str::FromStr;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// Keys of one issuer, at most. An issuer has a few.
const MOST_KEYS: usize = 100;

const RSA: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
];

/// An issuer's keys.
pub(super) struct Keys(Vec<Key>);

/// One key.
pub(super) struct Key {
    id: Option<String>,
    /// What it may verify: one algorithm where the issuer says which, else those of its type. Never a symmetric one.
    algorithms: Vec<Algorithm>,
    pub(super) decoding: DecodingKey,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl Keys {
    /// The keys of a document. Those of a kind that is not known here are skipped (RFC 7517 §5).
    pub(super) fn parse(body: &[u8]) -> Result<Self, &'static str> {
        let document: Document = serde_json::from_slice(body).map_err(|_| "is no set of keys")?;
        if document.keys.len() > MOST_KEYS {
            return Err("has more than 100 keys");
        }
        let keys: Vec<Key> = document.keys.into_iter().filter_map(Key::parse).collect();
        if keys.is_empty() { Err("has no key that verifies signatures") } else { Ok(Self(keys)) }
    }

    /// The key that a token was signed with, by the id that the token names. Without an id, the only one that fits.
    pub(super) fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Option<&Key> {
        let mut fitting = self.0.iter().filter(|key| {
            key.algorithms.contains(&algorithm) && id.is_none_or(|id| key.id.as_deref() == Some(id))
        });
        let first = fitting.next()?;
        (id.is_some() || fitting.next().is_none()).then_some(first)
    }

    /// Whether any key has this id.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.0.iter().any(|key| key.id.as_deref() == Some(id))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Key {
    fn parse(value: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        let common = &jwk.common;
        let signs = common.public_key_use.as_ref().is_none_or(|one| *one == PublicKeyUse::Signature)
            && common.key_operations.as_ref().is_none_or(|all| all.contains(&KeyOperations::Verify));
        if !signs {
            return None;
        }
        let of_its_type: &[Algorithm] = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => RSA,
            AlgorithmParameters::EllipticCurve(curve) => match curve.curve {
                EllipticCurve::P256 => &[Algorithm::ES256],
                EllipticCurve::P384 => &[Algorithm::ES384],
                _ => return None,
            },
            AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
                &[Algorithm::EdDSA]
            }
            // A symmetric key that anybody can read signs for anybody.
            _ => return None,
        };
        let algorithms = match common.key_algorithm {
            None => of_its_type.to_vec(),
            Some(said) => {
                let said = Algorithm::from_str(&said.to_string()).ok()?;
                of_its_type.contains(&said).then(|| vec![said])?
            }
        };
        Some(Self { id: common.key_id.clone(), algorithms, decoding: DecodingKey::from_jwk(&jwk).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const N: &str = "sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod5pcM9H95GQRV3JDXboIRROSBigeC5yjU1hGzHHyXss8UDprecbAYxknTcQkhslANGRUZmdTOQ5qTRsLAt6BTYuyvVRdhS8exSZEy_c4gs_7svlJJQ4H9_NxsiIoLwAEk7-Q3UXERGYw_75IDrGA84-lA_-Ct4eTlXHBIY2EaV7t7LjJaynVJCpkv4LKjTTAumiGUIuQhrNhZLuF_RJLqHpM2kgWFLU7-VTdL1VbC2tejvcI2BlMkEpk1BzBZI0KQB0GaDWFLN-aEAw3vRw";

    fn rsa(extra: Value) -> Value {
        let mut key = json!({ "kty": "RSA", "kid": "one", "n": N, "e": "AQAB" });
        key.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        key
    }

    fn parsed(keys: &[Value]) -> Result<Keys, &'static str> {
        Keys::parse(json!({ "keys": keys }).to_string().as_bytes())
    }

    #[test]
    fn a_key_verifies_what_its_issuer_says_and_nothing_symmetric() {
        let any = parsed(&[rsa(json!({}))]).unwrap();
        assert!(any.find(Some("one"), Algorithm::RS256).is_some());
        assert!(any.find(Some("one"), Algorithm::PS512).is_some());
        assert!(
            any.find(Some("one"), Algorithm::HS256).is_none() && any.find(None, Algorithm::ES256).is_none()
        );
        let one = parsed(&[rsa(json!({ "alg": "PS256" }))]).unwrap();
        assert!(one.find(Some("one"), Algorithm::PS256).is_some());
        assert!(
            one.find(Some("one"), Algorithm::RS256).is_none()
                && one.find(Some("two"), Algorithm::PS256).is_none()
        );
    }

    #[test]
    fn without_an_id_only_the_only_key_is_meant() {
        let keys = parsed(&[rsa(json!({})), rsa(json!({ "kid": "two" }))]).unwrap();
        assert!(keys.find(None, Algorithm::RS256).is_none());
        assert!(keys.find(Some("two"), Algorithm::RS256).is_some());
    }

    #[test]
    fn keys_that_are_for_something_else_are_none() {
        for key in [
            rsa(json!({ "use": "enc" })),
            rsa(json!({ "key_ops": ["encrypt"] })),
            rsa(json!({ "alg": "HS256" })),
            rsa(json!({ "alg": "RSA-OAEP" })),
            json!({ "kty": "oct", "kid": "s", "k": "c2VjcmV0" }),
            json!({ "kty": "new", "kid": "n" }),
            json!("no key"),
        ] {
            assert!(parsed(std::slice::from_ref(&key)).is_err(), "{key}");
        }
        let many: Vec<Value> = (0..=MOST_KEYS).map(|_| rsa(json!({}))).collect();
        assert!(parsed(&many).is_err());
    }
}
