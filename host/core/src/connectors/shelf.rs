//! What was added, and what was approved of it: one sealed record for all connectors.
//!
//! One record, because what is decided about one connector depends on the others (a tool's name is unique), and because
//! other hosts then have one version to look at.

use std::collections::BTreeMap;

use innkeeper_policy::Asks;
use innkeeper_runtime::{Approval, Candidate};
use innkeeper_vault::{Kind, Reading, RecordKey, Secrets, Vault, VaultError, Version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::parts::Stored;

const KIND: Kind = Kind::new("connectors");
const ID: &str = "shelf";

/// Everything that was added, by name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Shelf {
    pub(crate) connectors: BTreeMap<String, Place>,
}

/// One connector's place. At least one of its two sides is taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Place {
    /// What runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) approved: Option<Approved>,
    /// What waits for an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pending: Option<Release>,
}

/// One version of a connector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Release {
    /// The SHA-256 of the component, in hexadecimal.
    pub(crate) digest: String,
    /// Where its bytes are.
    pub(crate) stored: Stored,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) asks: Asks,
    pub(crate) added_at: Timestamp,
    /// The key that added it.
    pub(crate) added_by: String,
}

/// A version that may run, and whose word that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approved {
    #[serde(flatten)]
    pub(crate) release: Release,
    /// When somebody looked at what it asks for: this version, or an earlier one that asked for no less.
    pub(crate) approved_at: Timestamp,
    /// The key that approved it.
    pub(crate) approved_by: String,
}

/// A shelf that was read, with its version.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) shelf: Shelf,
    pub(crate) version: Option<Version>,
}

impl Release {
    /// A component that was found good.
    pub(crate) fn of(candidate: &Candidate, stored: Stored, added_by: &str) -> Self {
        let manifest = candidate.manifest();
        Self {
            digest: candidate.digest().to_owned(),
            stored,
            title: manifest.title.clone(),
            version: manifest.version.clone(),
            asks: candidate.asks(),
            added_at: Timestamp::now(),
            added_by: added_by.to_owned(),
        }
    }

    /// What the host gives it, once it is approved.
    pub(crate) fn approval(&self) -> Approval {
        if self.asks.beside_the_contract().next().is_some() {
            Approval::WithWasi
        } else {
            Approval::ContractOnly
        }
    }
}

impl Place {
    /// The version that people see: what runs, else what waits.
    pub(crate) fn shown(&self) -> Option<&Release> {
        self.approved.as_ref().map(|approved| &approved.release).or(self.pending.as_ref())
    }

    /// Every version that it holds.
    pub(crate) fn releases(&self) -> impl Iterator<Item = &Release> {
        self.approved.iter().map(|approved| &approved.release).chain(&self.pending)
    }
}

impl Shelf {
    /// Every version on it.
    pub(crate) fn releases(&self) -> impl Iterator<Item = &Release> {
        self.connectors.values().flat_map(Place::releases)
    }

    /// The connector other than `name` that has, or waits to have, a tool of this name.
    pub(crate) fn owner_of(&self, tool: &str, other_than: &str) -> Option<&str> {
        let others = self.connectors.iter().filter(|(name, _)| *name != other_than);
        others
            .filter(|(_, place)| place.releases().any(|release| release.asks.tool(tool).is_some()))
            .map(|(name, _)| name.as_str())
            .next()
    }
}

/// The shelf, where it is another than the known one.
///
/// # Errors
/// As [`Vault::load`].
pub(crate) async fn look(vault: &Vault, known: Option<Version>) -> Result<Option<Known>, VaultError> {
    Ok(match vault.load_unless::<Shelf>(KIND, ID, known).await? {
        Reading::Unchanged => None,
        Reading::Absent if known.is_none() => None,
        Reading::Absent => Some(Known::default()),
        Reading::Changed(loaded) => Some(Known { shelf: loaded.plain, version: Some(loaded.version) }),
    })
}

/// The shelf as it is.
///
/// # Errors
/// As [`Vault::load`].
pub(crate) async fn read(vault: &Vault) -> Result<Known, VaultError> {
    Ok(look(vault, None).await?.unwrap_or_default())
}

/// Puts a changed shelf in the place of the one that was read.
///
/// # Errors
/// [`VaultError::Conflict`] where somebody else was faster; nothing is changed then.
pub(crate) async fn write(vault: &Vault, changed: Known) -> Result<Known, VaultError> {
    let key = RecordKey::new(KIND, "", ID);
    let version = vault.save(&key, changed.version, &changed.shelf, &Secrets::new()).await?;
    Ok(Known { shelf: changed.shelf, version: Some(version) })
}
