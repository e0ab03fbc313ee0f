use std::collections::HashSet;

use static_assertions::assert_not_impl_any;

use super::{Secret, random_token};
use crate::key::MasterKey;
use crate::key_ring::KeyRing;
use crate::record::Secrets;

assert_not_impl_any!(Secret: std::fmt::Debug, std::fmt::Display, serde::Serialize, Clone, PartialEq);
assert_not_impl_any!(Secrets: std::fmt::Debug, serde::Serialize, Clone, PartialEq);
assert_not_impl_any!(MasterKey: std::fmt::Debug, std::fmt::Display, serde::Serialize, Clone, PartialEq);
assert_not_impl_any!(KeyRing: std::fmt::Debug, serde::Serialize, Clone, PartialEq);

#[test]
fn a_secret_gives_its_text_only_when_exposed() {
    let secret = Secret::new("token".to_owned());
    assert_eq!(secret.expose(), "token");
    assert_eq!(secret.len(), 5);
    assert!(!secret.is_empty());
    assert!(Secret::new(String::new()).is_empty());
}

#[test]
fn random_tokens_differ_and_need_no_escaping() {
    let tokens: Vec<_> = (0..100).map(|_| random_token().unwrap()).collect();
    let different: HashSet<_> = tokens.iter().map(Secret::expose).collect();
    assert_eq!(different.len(), 100);
    for token in &tokens {
        assert_eq!(token.len(), 43, "32 bytes in base64");
        assert!(token.expose().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    }
}
