//! One-time texts that travel through browsers: links' tickets, states, verification tickets, browser cookies.
//!
//! The vault keeps only their hashes. A copy of the vault, or a look at a record's key, opens no consent.

use data_encoding::HEXLOWER;
use innkeeper_vault::{Secret, VaultError, random_token};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::AccountsError;

/// What a one-time text is for. The hashes of one purpose mean nothing for another.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// The link that an application hands to a person.
    Ticket,
    /// The `state` of one question to the provider.
    State,
    /// The browser's cookie.
    Browser,
    /// What lets an application confirm a person.
    Verification,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Ticket => b"innkeeper ticket\0",
            Self::State => b"innkeeper state\0",
            Self::Browser => b"innkeeper browser\0",
            Self::Verification => b"innkeeper verification\0",
        }
    }
}

/// SHA-256 of a one-time text, as 64 hexadecimal digits: a record's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct TokenHash(String);

impl TokenHash {
    /// The hash of `text` for one purpose. No stretching: the texts are random, 256 bits.
    pub(crate) fn of(purpose: Purpose, text: &str) -> Self {
        let hash = Sha256::new().chain_update(purpose.label()).chain_update(text.as_bytes()).finalize();
        Self(HEXLOWER.encode(&hash))
    }

    /// The hash that a record was found under.
    pub(crate) fn from_id(id: &str) -> Self {
        Self(id.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are the hash of one text, in a time that says nothing about where they differ.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

/// A fresh one-time text and the hash that it is found by.
pub(crate) fn draw(purpose: Purpose) -> Result<(Secret, TokenHash), VaultError> {
    let text = random_token()?;
    let hash = TokenHash::of(purpose, text.expose());
    Ok((text, hash))
}

/// A number that nobody had before: for the life of an account, or of a host.
pub(crate) fn random_number() -> Result<u64, AccountsError> {
    getrandom::u64().map_err(|source| VaultError::Entropy { source }.into())
}

/// What a browser holds in a cookie while it goes through a consent. It ties the way there to the way back.
pub struct BrowserSecret(Secret);

impl BrowserSecret {
    /// The longest cookie that is looked at.
    const MAX_LENGTH: usize = 128;

    /// A fresh one, for a browser that has none.
    ///
    /// # Errors
    ///
    /// [`VaultError::Entropy`] if the operating system gives no random bytes.
    pub fn generate() -> Result<Self, VaultError> {
        random_token().map(Self)
    }

    /// The one that a browser sent: any non-empty text of sane length, for it is only ever hashed and compared.
    #[must_use]
    pub fn from_cookie(text: &str) -> Option<Self> {
        let sane = !text.is_empty() && text.len() <= Self::MAX_LENGTH;
        sane.then(|| Self(Secret::new(text.to_owned())))
    }

    /// The cookie's value.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    pub(crate) fn hash(&self) -> TokenHash {
        TokenHash::of(Purpose::Browser, self.expose())
    }
}
