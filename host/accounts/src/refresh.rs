//! One refresh, from the first look to the stored result.
//!
//! A refresh token may be used once and its successor exists only in the reply, so the order matters:
//!
//! 1. read the account; perhaps somebody refreshed it already;
//! 2. write the attempt down, with a number (the fence), so that other hosts wait instead of refreshing too;
//! 3. ask the token endpoint;
//! 4. store the new tokens before anybody uses them.
//!
//! Killed between 2 and 4, the attempt is taken for dead after [`Options::attempt_ttl`](crate::Options::attempt_ttl) and
//! the old refresh token is tried again, which the provider still takes for a while (Bitbucket facts, OAuth).
//!
//! What decides whether a result counts is the token generation, not the fence: tokens that were paid for are stored
//! unless newer ones are there.

mod outcome;

use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::{Duration, Instant};

use innkeeper_vault::Secret;
use jiff::Timestamp;

use crate::account::RefreshAttempt;
use crate::clock::{age, earlier, later};
use crate::lease::Origin;
use crate::records::{ACCESS_TOKEN, AccountRecord, Edit, Tokens};
use crate::{Account, AccountId, Accounts, AccountsError, Connection, Lease, LeaseError, OtherHosts, Status};

/// A token is refreshed when so many hundredths of its life are over, or up to [`SPREAD`] sooner: accounts that were
/// connected together shall not refresh together, and neither shall two hosts.
const DUE: u32 = 80;
const SPREAD: u32 = 5;
/// Where a refresh ahead of time is not to be had, the token in hand is used for so long before the next try.
const BACK_OFF: Duration = Duration::from_secs(10);
/// How often another host's attempt is looked at.
const POLL: Duration = Duration::from_millis(50);
/// What a caller wants.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Need {
    /// A token that is good for some time yet.
    Current,
    /// A token of a later generation than this one, which was refused.
    NewerThan(u64),
}

/// What a look at the account decided.
enum Claim {
    /// The account's token will do.
    Ready(Lease, Timestamp),
    /// Another host is at it.
    Foreign(RefreshAttempt),
    /// The attempt is written down and ours.
    Ours(Attempt),
    /// There is nothing to refresh with; the account says so now.
    Exhausted(String),
}

/// A refresh of ours that is under way.
struct Attempt {
    connection: Arc<Connection>,
    account_id: AccountId,
    incarnation: u64,
    /// The generation that it replaces.
    generation: u64,
    fence: u64,
    refresh: Secret,
    /// The token in hand, if it is good for a while yet and was not refused.
    in_hand: Option<Lease>,
}

/// How far a refresh has come. Told at level trace under the target `innkeeper::refresh`: who follows one refresh from
/// outside, or ends its host at one of these moments, listens there.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// It is decided, and about to be written down.
    Due,
    /// The attempt is durable; the request is about to leave.
    WrittenDown,
    /// The new tokens are there, in memory alone.
    Answered,
    /// The new tokens are durable.
    Stored,
}

impl Attempt {
    fn takes(&self, step: Step) {
        tracing::trace!(
            target: "innkeeper::refresh",
            ?step,
            account_id = %self.account_id,
            fence = self.fence
        );
    }
}

impl Accounts {
    /// The lease that is stored, if it is good for some time yet. Most accounts that are not warm need no more than this
    /// look, and no flight.
    pub(crate) async fn stored_lease(&self, id: &AccountId) -> Result<Option<Lease>, LeaseError> {
        let stamp = self.warm().stamp();
        let loaded = self.load_sealed(id).await?;
        if loaded.plain.status != Status::Active {
            return Err(not_active(&loaded.plain));
        }
        let until = self.refresh_at(&loaded.plain);
        if until <= Timestamp::now() {
            return Ok(None);
        }
        let access = loaded.open(ACCESS_TOKEN).map_err(AccountsError::from)?;
        let lease = access.and_then(|token| lent(&loaded.plain, token));
        if let Some(lease) = &lease {
            self.warm().keep(stamp, lease, until);
        }
        Ok(lease)
    }

    /// A lease that meets the need, refreshing if it must. Runs as one flight per account.
    pub(crate) async fn refreshed(self, id: AccountId, need: Need) -> Result<Lease, LeaseError> {
        let stamp = self.warm().stamp();
        let mut dead = None;
        loop {
            let attempt = match self.claim(&id, need, dead).await? {
                Claim::Ready(lease, until) => {
                    self.warm().keep(stamp, &lease, until);
                    return Ok(lease);
                }
                Claim::Exhausted(reason) => return Err(self.lost(&id, reason)),
                Claim::Foreign(attempt) => {
                    dead = self.wait_out(&id, &attempt).await?;
                    continue;
                }
                Claim::Ours(attempt) => attempt,
            };
            attempt.takes(Step::WrittenDown);
            if let Some(outcome) = self.spend(&attempt, stamp).await {
                return outcome;
            }
        }
    }

    /// Steps 1 and 2. `dead` is the fence of an attempt that was waited for in vain.
    async fn claim(&self, id: &AccountId, need: Need, dead: Option<u64>) -> Result<Claim, LeaseError> {
        let (claim, _) = self
            .change(id, |record| {
                let account = &record.account;
                if account.status != Status::Active {
                    return Err(not_active(account));
                }
                let until = self.refresh_at(account);
                if let Some(lease) = lease_of(record).filter(|lease| meets(lease, need, until)) {
                    return Ok(Edit::Leave(Claim::Ready(lease, until)));
                }
                match &account.attempt {
                    Some(attempt) if self.is_alive(attempt, dead) => {
                        Ok(Edit::Leave(match in_hand(record, need) {
                            Some(lease) => used_on(lease),
                            None => Claim::Foreign(attempt.clone()),
                        }))
                    }
                    _ => self.write_down(record, need),
                }
            })
            .await?;
        Ok(claim)
    }

    fn write_down(&self, record: &mut AccountRecord, need: Need) -> Result<Edit<Claim>, LeaseError> {
        let in_hand = in_hand(record, need);
        let Some(refresh) = record.tokens.refresh.as_ref() else {
            return Ok(match in_hand {
                Some(lease) => Edit::Leave(Claim::Ready(lease.clone(), lease.expires_at)),
                None => Edit::Save(Claim::Exhausted(end(
                    record,
                    Status::Expired,
                    "the access token ran out and the provider gave no refresh token",
                ))),
            });
        };
        let refresh = copy(refresh);
        let account = &mut record.account;
        let connection = self.connection(&account.connection)?;
        if let Some(pause) = connection.backoff().pause() {
            return match in_hand {
                Some(lease) => Ok(Edit::Leave(used_on(lease))),
                None => Err(pause.for_lease(connection.name())),
            };
        }
        if let Some(dead) = account.attempt.take() {
            account.unanswered.get_or_insert(dead.started_at);
        }
        account.fence += 1;
        account.attempt = Some(RefreshAttempt {
            owner: self.owner().to_owned(),
            fence: account.fence,
            started_at: Timestamp::now(),
        });
        let attempt = Attempt {
            connection,
            account_id: account.id.clone(),
            incarnation: account.incarnation,
            generation: account.generation,
            fence: account.fence,
            refresh,
            in_hand,
        };
        attempt.takes(Step::Due);
        Ok(Edit::Save(Claim::Ours(attempt)))
    }

    /// Whether somebody else may be waiting for the reply. An attempt of our own is a dead one: there is one flight at
    /// a time, and it is this.
    fn is_alive(&self, attempt: &RefreshAttempt, dead: Option<u64>) -> bool {
        self.options().other_hosts == OtherHosts::Possible
            && attempt.owner != self.owner()
            && dead != Some(attempt.fence)
            && age(attempt.started_at) < self.options().attempt_ttl
    }

    /// Waits until another host's attempt is over. Gives its fence if it never was: by our clock, for theirs may differ.
    async fn wait_out(&self, id: &AccountId, attempt: &RefreshAttempt) -> Result<Option<u64>, LeaseError> {
        let patience = self.options().attempt_ttl.saturating_sub(age(attempt.started_at));
        let began = Instant::now();
        while began.elapsed() < patience {
            tokio::time::sleep(POLL).await;
            if self.load(id).await?.plain.attempt.as_ref() != Some(attempt) {
                return Ok(None);
            }
        }
        tracing::warn!(account_id = %id, fence = attempt.fence, "another host's refresh never ended: taking over");
        Ok(Some(attempt.fence))
    }

    /// When the account's token shall be refreshed: at four fifths of its life, and a bit sooner, by another bit for each
    /// account and host.
    fn refresh_at(&self, account: &Account) -> Timestamp {
        let (Some(expires_at), Some(refreshed_at)) = (account.expires_at, account.refreshed_at) else {
            return Timestamp::MIN;
        };
        let life: Duration = expires_at.duration_since(refreshed_at).try_into().unwrap_or_default();
        let spread = u32::try_from(self.jitter().hash_one(&account.id) % 256).unwrap_or(0);
        earlier(expires_at, life * (100 - DUE) / 100 + life * SPREAD / 100 * spread / 256)
    }
}

fn meets(lease: &Lease, need: Need, refresh_at: Timestamp) -> bool {
    let now = Timestamp::now();
    match need {
        Need::Current => now < refresh_at,
        Need::NewerThan(generation) => lease.generation > generation && now < lease.expires_at,
    }
}

/// The token that is there, if it is good for a while yet and was not refused.
fn in_hand(record: &AccountRecord, need: Need) -> Option<Lease> {
    match need {
        Need::Current => lease_of(record).filter(|lease| Timestamp::now() < lease.expires_at),
        Need::NewerThan(_) => None,
    }
}

/// Nobody waits for a refresh ahead of time; the account is looked at again soon.
fn used_on(lease: Lease) -> Claim {
    let until = lease.expires_at.min(later(Timestamp::now(), BACK_OFF));
    Claim::Ready(lease, until)
}

/// Ends the grant in the record, and gives the reason back.
pub(crate) fn end(record: &mut AccountRecord, status: Status, reason: &str) -> String {
    record.tokens = Tokens::default();
    record.account.expires_at = None;
    record.account.attempt = None;
    record.account.unanswered = None;
    record.account.set_status(status, reason);
    reason.to_owned()
}

fn lease_of(record: &AccountRecord) -> Option<Lease> {
    lent(&record.account, copy(record.tokens.access.as_ref()?))
}

fn lent(account: &Account, token: Secret) -> Option<Lease> {
    Some(Lease {
        account_id: account.id.clone(),
        token: Arc::new(token),
        generation: account.generation,
        expires_at: account.expires_at?,
        origin: Origin::Account,
    })
}

fn not_active(account: &Account) -> LeaseError {
    LeaseError::NotActive {
        account_id: account.id.clone(),
        status: account.status,
        reason: account.status_reason.clone(),
    }
}

/// A copy in memory, for a change that may have to be made twice.
pub(crate) fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.expose().to_owned())
}
