//! UUIDs in Bitbucket's spelling, with braces, derived from names so that every run has the same ones.

use std::fmt;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// A UUID as it is written on the wire: `{8-4-4-4-12}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Uuid(String);

impl Uuid {
    /// The UUID of the thing called `name`; the same name always gives the same UUID.
    pub(crate) fn named(name: &str) -> Self {
        let hex = HEXLOWER.encode(&Sha256::digest(name.as_bytes())[..16]);
        let groups = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        Self(format!("{{{}}}", groups.join("-")))
    }

    /// Whether `text` writes this UUID, braces included.
    pub(crate) fn is_written(&self, text: &str) -> bool {
        self.0.eq_ignore_ascii_case(text)
    }

    /// The digits without the braces.
    pub(crate) fn bare(&self) -> &str {
        self.0.trim_start_matches('{').trim_end_matches('}')
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
