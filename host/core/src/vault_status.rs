//! How the vault stands: which master keys seal how much, and what to do next.

use innkeeper_vault::{Census, KeyState, VaultError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::audit::{Action, Object};
use crate::caller::Caller;
use crate::host::Host;
use crate::problem::{Problem, Result};
use crate::rekeying::{RekeyState, RekeyView};
use crate::settings::EngineName;

/// The vault, as the API shows it. Nothing of a key but its id.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Vault)]
pub struct VaultView {
    /// What stores the records.
    pub engine: EngineName,
    /// What the vault belongs to.
    pub environment: String,
    /// Records in all.
    pub records: u64,
    /// Records that nobody can read: damaged, or of a newer format.
    pub unreadable: u64,
    /// The master keys, the primary first; those that this host was not given at the end.
    pub keys: Vec<VaultKeyView>,
    /// The latest rekey pass of this host since it started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rekey: Option<RekeyView>,
    /// What to do next, in sentences.
    pub next: Vec<String>,
}

/// A master key.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MasterKey)]
pub struct VaultKeyView {
    /// Its id.
    pub id: String,
    /// Where it stands in this host's settings.
    pub state: KeyStanding,
    /// Records that it seals.
    pub records: u64,
}

/// Where a master key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MasterKeyState)]
pub enum KeyStanding {
    /// It seals.
    Primary,
    /// It will.
    Staged,
    /// It did.
    Retired,
    /// This host was not given it.
    Unknown,
}

impl From<Option<KeyState>> for KeyStanding {
    fn from(state: Option<KeyState>) -> Self {
        match state {
            Some(KeyState::Primary) => Self::Primary,
            Some(KeyState::Staged) => Self::Staged,
            Some(KeyState::Retired) => Self::Retired,
            None => Self::Unknown,
        }
    }
}

impl Host {
    /// How the vault stands. It counts all records, unless a rekey pass is under way that has counted them.
    ///
    /// # Errors
    /// `POLICY_DENIED` for agents, `INTERNAL` where the vault cannot be read.
    pub async fn vault_status(&self, caller: &Caller) -> Result<VaultView> {
        caller.must_oversee("looking at the vault")?;
        let rekeying = &self.parts.rekeying;
        let latest = rekeying.latest();
        let counted = latest.as_ref().filter(|pass| pass.view.state == RekeyState::Running);
        let census = match counted.map(|pass| &pass.progress.census).filter(|census| census.records() > 0) {
            Some(census) => census.clone(),
            None => self.parts.vault.census().await.map_err(|error| failed(&error))?,
        };
        let keys = self.key_views(&census);
        let rekey = latest.map(|pass| pass.view);
        Ok(VaultView {
            engine: rekeying.engine,
            environment: self.parts.vault.environment().as_str().to_owned(),
            records: census.records(),
            unreadable: census.unreadable,
            next: next(&keys, &census, rekey.as_ref()),
            keys,
            rekey,
        })
    }

    /// Starts to rewrap what other keys than the primary seal, or joins the pass that is under way.
    ///
    /// # Errors
    /// `POLICY_DENIED` for all but operators.
    pub async fn rekey(&self, caller: &Caller) -> Result<RekeyView> {
        let (host, by) = (self.clone(), caller.clone());
        let change = async move {
            by.must_operate("rekeying the vault")?;
            Ok(host.parts.rekeying.start())
        };
        self.on_record(caller, Action::RekeyVault, Object::default(), change).await
    }

    fn key_views(&self, census: &Census) -> Vec<VaultKeyView> {
        let vault = &self.parts.vault;
        let given = vault.key_states().map(|(id, state)| (id, Some(state)));
        let is_given = |id: &_| vault.key_states().any(|(known, _)| known == id);
        let strange = census.by_key.keys().filter(|id| !is_given(id)).map(|id| (id, None));
        let view = |(id, state): (&innkeeper_vault::KeyId, Option<KeyState>)| VaultKeyView {
            id: id.to_string(),
            state: state.into(),
            records: census.sealed_by(id),
        };
        given
            .chain(strange)
            .map(view)
            .filter(|key| key.state != KeyStanding::Unknown || key.records > 0)
            .collect()
    }
}

/// What an operator does next.
fn next(keys: &[VaultKeyView], census: &Census, rekey: Option<&RekeyView>) -> Vec<String> {
    let is_running = rekey.is_some_and(|pass| pass.state == RekeyState::Running);
    let mut steps: Vec<String> = keys.iter().filter_map(|key| step(key, is_running)).collect();
    if let Some(RekeyView { refused, problem: Some(problem), .. }) = rekey.filter(|pass| pass.refused > 0) {
        steps.push(format!("the last rekey could not rewrap {refused}: {problem}"));
    }
    if census.unreadable > 0 {
        steps.push(format!(
            "{} cannot be read by this version: no key is taken out of use until {} restored, removed or read by a newer host",
            records(census.unreadable),
            if census.unreadable == 1 { "it is" } else { "they are" },
        ));
    }
    steps
}

fn step(key: &VaultKeyView, is_running: bool) -> Option<String> {
    let VaultKeyView { id, state, records: count } = key;
    let sealed =
        || format!("{} {} still sealed by {id}", records(*count), if *count == 1 { "is" } else { "are" });
    match (state, count) {
        (KeyStanding::Primary, _) => None,
        (KeyStanding::Retired, 0) => Some(format!(
            "nothing is sealed by {id}: once no host has it as `vault.key`, it can be removed from `retired_keys`"
        )),
        (KeyStanding::Retired, _) if is_running => Some(format!("{}: a rekey is at it", sealed())),
        (KeyStanding::Retired, _) => Some(format!("{}: run `innkeeper vault rekey`", sealed())),
        (KeyStanding::Staged, 0) => Some(format!(
            "{id} is staged: when every host has it, make it `vault.key` host by host, and move the present key to `retired_keys`"
        )),
        (KeyStanding::Staged, _) => Some(format!(
            "another host seals with {id} already: make it `vault.key` here too, and move the present key to `retired_keys`"
        )),
        (KeyStanding::Unknown, _) => Some(format!(
            "{}, which this host was not given: add it to `retired_keys`, or to `staged_keys` if it is newer",
            sealed()
        )),
    }
}

/// A number of records, with commas.
fn records(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} record{}", if count == 1 { "" } else { "s" })
}

fn failed(error: &VaultError) -> Box<Problem> {
    Problem::internal("counting the vault's records", error)
}

#[cfg(test)]
mod tests;
