//! The name of a connected account, derived from what it stands for.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::AccountsError;

const PREFIX: &str = "acc_";
/// 26 characters of base32 are 130 bits of the hash: no two accounts meet by chance.
const LENGTH: usize = 26;

/// Id of a connected account: `acc_` and 26 characters.
///
/// It is a hash of the connection's name and the caller's identifier, so "get or create" needs no index and two hosts
/// that create the same account at once meet at the same record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

impl AccountId {
    /// The id of the account that `connection` has, or would have, for `identifier`.
    #[must_use]
    pub fn of(connection: &str, identifier: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [connection, identifier] {
            // The length keeps ("ab", "c") and ("a", "bc") apart.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut text = BASE32_NOPAD.encode(&hash.finalize()).to_ascii_lowercase();
        text.truncate(LENGTH);
        Self(format!("{PREFIX}{text}"))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for AccountId {
    type Err = AccountsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix(PREFIX).ok_or(AccountsError::BadAccountId)?;
        let well_formed =
            rest.len() == LENGTH && rest.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
        if well_formed { Ok(Self(text.to_owned())) } else { Err(AccountsError::BadAccountId) }
    }
}

impl TryFrom<String> for AccountId {
    type Error = AccountsError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests;
