//! One group of one consumer, in this host.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use innkeeper_accounts::{AccountId, BudgetGroup};
use innkeeper_vault::{Kind, Loaded, RecordKey, Secrets, Vault, VaultError, Version};

use super::BudgetError;
use super::ledger::{Ask, Company, Denial, Grant, Ledger, Millis, Reason};
use super::pause::{Pause, TurnedAway};
use super::pocket::{Pocket, Spent, Unspent};
use crate::{Clock, millis};

/// Ledgers by consumer and group. No secrets.
const KIND: Kind = Kind::new("budget");
/// How often a change is tried again after another host was faster. Each round lets one of them through.
const ATTEMPTS: usize = 64;
/// When so many users' pockets are kept, those that nobody used lately are forgotten.
const CROWDED: usize = 4_096;
/// What a pocket holds where nothing is counted: more than can be sent while it is fresh.
const UNCOUNTED: u32 = u32::MAX / 2;
/// Characters of an account's id that stand for it in the ledger: 65 bits of a hash.
const USER: usize = 13;

/// One group of one consumer: its ledger, and this host's pockets.
pub(crate) struct Group {
    /// What is counted; none for the requests that no group counts.
    pub(crate) counted: Option<BudgetGroup>,
    key: RecordKey,
    pockets: Mutex<HashMap<AccountId, Arc<Pocket>>>,
    paused: Mutex<Pause>,
    /// Whoever has it looks at the ledger, for all who wait for it.
    turn: tokio::sync::Mutex<()>,
    waiting: Mutex<Vec<(Arc<Pocket>, Company)>>,
}

/// What a group needs of its host.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) vault: Vault,
    pub(crate) clock: Clock,
    /// For messages.
    pub(crate) connection: String,
}

/// A ledger as it is stored.
struct Stored {
    ledger: Ledger,
    version: Option<Version>,
}

impl Group {
    /// A group whose ledger has this id.
    pub(crate) fn new(counted: Option<BudgetGroup>, ledger_id: &str) -> Self {
        Self {
            counted,
            key: RecordKey::new(KIND, "", ledger_id),
            pockets: Mutex::default(),
            paused: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            waiting: Mutex::default(),
        }
    }

    pub(crate) fn limit(&self) -> Option<NonZeroU32> {
        self.counted.as_ref().map(|group| group.per_hour)
    }

    /// An account's pocket.
    pub(crate) fn pocket(&self, account: &AccountId, now: Millis) -> Arc<Pocket> {
        let mut pockets = lock(&self.pockets);
        if let Some(pocket) = pockets.get(account) {
            return Arc::clone(pocket);
        }
        if pockets.len() >= CROWDED {
            // A session that still holds one must keep finding the same.
            pockets.retain(|_, pocket| Arc::strong_count(pocket) > 1 || !pocket.is_idle(now));
        }
        let user = account.as_str().trim_start_matches("acc_").chars().take(USER).collect();
        let pocket = Arc::new(Pocket::new(user));
        pockets.insert(account.clone(), Arc::clone(&pocket));
        pocket
    }

    /// Spends one of a pocket's grants, if there is one or the provider has asked for a pause.
    pub(crate) fn spend(&self, pocket: &Pocket, now: Millis) -> Spent {
        let pause = *lock(&self.paused);
        match pause.left(now) {
            Duration::ZERO => pocket.spend(now),
            left => Spent::Denied(Denial { reason: Reason::Paused, opens_at: now + millis(left) }),
        }
    }

    /// Spends one of a pocket's grants, and asks the ledger for more where there is none.
    ///
    /// Cancelling is safe: grants that were taken and reach no pocket count as used.
    pub(crate) async fn spend_or_ask(
        &self,
        pocket: &Arc<Pocket>,
        company: Company,
        around: &Surroundings,
    ) -> Result<Spent, BudgetError> {
        loop {
            lock(&self.waiting).push((Arc::clone(pocket), company));
            let _turn = self.turn.lock().await;
            // Whoever had the turn before may have asked for this pocket as well.
            let before = self.spend(pocket, around.clock.millis());
            if before != Spent::Ask {
                return Ok(before);
            }
            self.ask((pocket, company), around).await?;
            let after = self.spend(pocket, around.clock.millis());
            if after != Spent::Ask {
                return Ok(after);
            }
        }
    }

    /// Looks at the ledger for all pockets that wait, and gives back what went stale.
    async fn ask(&self, own: (&Arc<Pocket>, Company), around: &Surroundings) -> Result<(), BudgetError> {
        let now = around.clock.millis();
        let stale = self.stale(now);
        let asking = self.asking(own, now);
        for _ in 0..ATTEMPTS {
            let now = around.clock.millis();
            let Stored { mut ledger, version } = self.load(&around.vault).await?;
            ledger.forget(now);
            stale.iter().for_each(|one| ledger.give_back(&one.user, one.minute, one.count));
            let answers: Vec<_> = asking
                .iter()
                .map(|(pocket, company)| {
                    let pace = pocket.pace(now);
                    (pocket, pace, self.answer(&mut ledger, now, pocket, *company, pace))
                })
                .collect();
            let is_granted = self.counted.is_some() && answers.iter().any(|(_, _, answer)| answer.is_ok());
            if (is_granted || !stale.is_empty()) && !self.save(&around.vault, version, &ledger).await? {
                continue;
            }
            self.learn(ledger.pause);
            for (pocket, pace, answer) in answers {
                pocket.fill(now, pace, answer);
            }
            return Ok(());
        }
        Err(BudgetError::Contended { connection: around.connection.clone() })
    }

    fn answer(
        &self,
        ledger: &mut Ledger,
        now: Millis,
        pocket: &Pocket,
        company: Company,
        pace: u32,
    ) -> Result<Grant, Denial> {
        let left = ledger.pause.left(now);
        if left > Duration::ZERO {
            return Err(Denial { reason: Reason::Paused, opens_at: now + millis(left) });
        }
        match self.limit() {
            Some(limit) => ledger.take(now, limit, Ask { user: &pocket.user, company, most: pace }),
            None => Ok(Grant { count: UNCOUNTED, minute: 0, room: 0, frees_at: now }),
        }
    }

    /// The pockets that need grants, each once.
    fn asking(&self, own: (&Arc<Pocket>, Company), now: Millis) -> Vec<(Arc<Pocket>, Company)> {
        let mut asking = std::mem::take(&mut *lock(&self.waiting));
        asking.push((Arc::clone(own.0), own.1));
        let mut seen = Vec::with_capacity(asking.len());
        asking.retain(|(pocket, _)| {
            let is_new = !seen.contains(&Arc::as_ptr(pocket));
            seen.push(Arc::as_ptr(pocket));
            is_new && pocket.is_empty(now)
        });
        asking
    }

    /// What was taken and not spent in time.
    fn stale(&self, now: Millis) -> Vec<Unspent> {
        let stale = lock(&self.pockets).values().filter_map(|pocket| pocket.stale(now)).collect::<Vec<_>>();
        if self.counted.is_some() { stale } else { Vec::new() }
    }

    /// Gives back what was not spent in time.
    pub(crate) async fn settle(&self, around: &Surroundings) -> Result<(), BudgetError> {
        let _turn = self.turn.lock().await;
        let stale = self.stale(around.clock.millis());
        if stale.is_empty() {
            return Ok(());
        }
        self.change(around, |ledger| {
            stale.iter().for_each(|one| ledger.give_back(&one.user, one.minute, one.count));
        })
        .await?;
        Ok(())
    }

    /// The provider turned a request away: nobody sends more until the pause is over. Gives its length.
    pub(crate) async fn turned_away(&self, around: &Surroundings, what: TurnedAway) -> Duration {
        let now = around.clock.millis();
        let here = {
            let mut paused = lock(&self.paused);
            let before = *paused;
            *paused = before.after(now, what);
            if *paused == before {
                return before.left(now);
            }
            *paused
        };
        match self.change(around, |ledger| ledger.pause = ledger.pause.after(now, what)).await {
            Ok(ledger) => self.learn(ledger.pause).left(now),
            Err(error) => {
                tracing::warn!(%error, connection = around.connection, "other hosts do not learn of a pause");
                here.left(now)
            }
        }
    }

    /// Keeps the pause that ends later.
    fn learn(&self, told: Pause) -> Pause {
        let mut paused = lock(&self.paused);
        if paused.until < told.until {
            *paused = told;
        }
        *paused
    }

    /// The ledger now, and how many of its grants are in this host's pockets.
    pub(crate) async fn look(&self, around: &Surroundings) -> Result<(Ledger, u32), BudgetError> {
        // In this order: what is taken in between is then in the ledger and not subtracted from it.
        let in_hand = lock(&self.pockets).values().fold(0_u32, |sum, one| sum.saturating_add(one.grants()));
        let Stored { mut ledger, .. } = self.load(&around.vault).await?;
        ledger.forget(around.clock.millis());
        Ok((ledger, in_hand))
    }

    async fn change(&self, around: &Surroundings, edit: impl Fn(&mut Ledger)) -> Result<Ledger, BudgetError> {
        for _ in 0..ATTEMPTS {
            let Stored { mut ledger, version } = self.load(&around.vault).await?;
            ledger.forget(around.clock.millis());
            edit(&mut ledger);
            if self.save(&around.vault, version, &ledger).await? {
                return Ok(ledger);
            }
        }
        Err(BudgetError::Contended { connection: around.connection.clone() })
    }

    async fn load(&self, vault: &Vault) -> Result<Stored, BudgetError> {
        let loaded: Option<Loaded<Ledger>> = vault.load(KIND, &self.key.id).await?;
        Ok(match loaded {
            Some(loaded) => Stored { ledger: loaded.plain, version: Some(loaded.version) },
            None => Stored { ledger: Ledger::default(), version: None },
        })
    }

    /// Writes the ledger; false where another host was faster.
    async fn save(
        &self,
        vault: &Vault,
        expected: Option<Version>,
        ledger: &Ledger,
    ) -> Result<bool, BudgetError> {
        match vault.save(&self.key, expected, ledger, &Secrets::new()).await {
            Ok(_) => Ok(true),
            Err(VaultError::Conflict { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
