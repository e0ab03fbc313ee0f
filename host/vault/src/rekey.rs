//! The way of a whole vault from one primary key to the next, while hosts use it.
//!
//! A pass looks at each record once and wraps its data key anew where it has to. It keeps no account of its own: what is
//! done is in the records, so a pass that was killed is continued by the next, and two at once only share the work.
//! Records that another host seals with the old key meanwhile are found by the count at the end.

use serde::Serialize;
use tokio::task::JoinSet;

use crate::census::{Census, PAGE};
use crate::error::VaultError;
use crate::key::KeyId;
use crate::key_check;
use crate::rewrap::Rewrap;
use crate::store::Versioned;
use crate::vault::Vault;
use crate::wire::Wire;

/// Records that are rewrapped at once: they share their way to the disk, and leave room for those who serve.
const WIDTH: usize = 8;

/// How far a pass is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RekeyProgress {
    /// Records that it has looked at.
    pub seen: u64,
    /// Records whose data key it has wrapped anew.
    pub rewrapped: u64,
    /// Records that are neither under the primary key nor under a staged one yet, as far as it knows.
    pub left: u64,
    /// Records that it could not rewrap, because they cannot be trusted or their key is not given. They are as they were.
    pub refused: u64,
    /// Why the first of them was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// Which key seals how much by now.
    pub census: Census,
}

impl Vault {
    /// Wraps every data key anew that neither the primary nor a staged key wraps. No secret is opened, nothing that callers
    /// see of a record changes, and a caller that is about to write one does so undisturbed.
    ///
    /// `report` hears how far the pass is, now and then and at its end. Dropping the future ends the pass; another one goes
    /// on where it was.
    ///
    /// # Errors
    /// [`VaultError::Store`] if the store fails. A record that cannot be rewrapped ends nothing: it is counted and logged.
    pub async fn rekey(&self, mut report: impl FnMut(&RekeyProgress)) -> Result<RekeyProgress, VaultError> {
        let census = self.census().await?;
        let mut pass = Pass { vault: self, progress: RekeyProgress { census, ..RekeyProgress::default() } };
        pass.count_left();
        report(&pass.progress);
        let mut after = None::<String>;
        loop {
            let page = self.store().scan("", after.as_deref(), PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(last.clone());
            pass.page(page, &mut report).await?;
        }
        pass.progress.census = self.census().await?;
        pass.count_left();
        key_check::settle(self, &pass.progress.census).await?;
        report(&pass.progress);
        Ok(pass.progress)
    }
}

/// A pass that is under way.
struct Pass<'v> {
    vault: &'v Vault,
    progress: RekeyProgress,
}

/// What became of a record, and the key that sealed it before.
struct Settled {
    store_key: String,
    from: KeyId,
    outcome: Result<Rewrap, VaultError>,
}

impl Pass<'_> {
    async fn page(
        &mut self,
        page: Vec<(String, Versioned)>,
        report: &mut impl FnMut(&RekeyProgress),
    ) -> Result<(), VaultError> {
        // Dropped half-way, it takes its tasks with it.
        let mut at_work = JoinSet::new();
        for (store_key, stored) in page {
            self.progress.seen += 1;
            let Some(from) = self.sealed_by(&store_key, &stored) else { continue };
            let vault = self.vault.clone();
            at_work.spawn(async move {
                let outcome = vault.rewrap(&store_key, stored).await;
                Settled { store_key, from, outcome }
            });
            if at_work.len() >= WIDTH {
                self.settle_one(&mut at_work).await?;
                report(&self.progress);
            }
        }
        while !at_work.is_empty() {
            self.settle_one(&mut at_work).await?;
        }
        report(&self.progress);
        Ok(())
    }

    /// The key of a record that has to be looked at; nothing for one under the primary key, or that nobody can read.
    fn sealed_by(&mut self, store_key: &str, stored: &Versioned) -> Option<KeyId> {
        match Wire::parse(&stored.bytes, store_key) {
            Ok(wire) => (wire.key != *self.vault.key_id()).then_some(wire.key),
            Err(error) => {
                self.refuse(&error);
                None
            }
        }
    }

    async fn settle_one(&mut self, at_work: &mut JoinSet<Settled>) -> Result<(), VaultError> {
        let Some(joined) = at_work.join_next().await else { return Ok(()) };
        let Ok(Settled { store_key, from, outcome }) = joined else {
            // Its panic is in the log; the record is as it was, and the count at the end has it.
            return Ok(());
        };
        match outcome {
            Ok(Rewrap::Done) => {
                self.progress.rewrapped += 1;
                self.progress.census.moved(&from, Some(self.vault.key_id()));
            }
            Ok(Rewrap::Current) => self.progress.census.moved(&from, Some(self.vault.key_id())),
            Ok(Rewrap::Gone) => self.progress.census.moved(&from, None),
            Ok(Rewrap::Ahead) => {}
            Ok(Rewrap::Contended) => {
                tracing::warn!(record = store_key, "others keep writing a record: the next pass rewraps it");
            }
            Err(error @ (VaultError::Store(_) | VaultError::Entropy { .. })) => return Err(error),
            Err(error) => self.refuse(&error),
        }
        self.count_left();
        Ok(())
    }

    fn refuse(&mut self, error: &VaultError) {
        tracing::warn!(%error, "a record was not rewrapped");
        self.progress.refused += 1;
        self.progress.refusal.get_or_insert_with(|| error.to_string());
    }

    fn count_left(&mut self) {
        self.progress.left = self.progress.census.left(self.vault.keys());
    }
}
