//! The second half of a refresh: the request, and what its answer means for the account.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{Attempt, BACK_OFF, Step, copy, end, lease_of, not_active};
use crate::clock::{age, later};
use crate::records::{AccountRecord, Edit};
use crate::token_endpoint::Grant;
use crate::warm::Stamp;
use crate::{Account, AccountId, Accounts, Lease, LeaseError, Status, TokenError};

/// A refresh token that was not used for so long has aged out; a younger one was withdrawn. Bitbucket's limit is three
/// months.
const AGES_OUT: Duration = Duration::from_secs(85 * 24 * 3600);
/// How long new tokens are tried to be stored: Bitbucket takes the old refresh token for about ten minutes.
const PATIENCE: Duration = Duration::from_secs(480);
/// Between two tries; each pause is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

impl Accounts {
    /// Step 3 and 4. Nothing: what was learned is out of date, look again.
    pub(super) async fn spend(&self, attempt: &Attempt, stamp: Stamp) -> Option<Result<Lease, LeaseError>> {
        let counters = attempt.connection.refresh_counters();
        match self.endpoints().refresh(&attempt.connection, &attempt.refresh).await {
            Ok(grant) => {
                counters.renewed();
                attempt.takes(Step::Answered);
                Some(self.store_patiently(attempt, &grant, stamp).await)
            }
            Err(TokenError::InvalidGrant) => {
                counters.refused();
                self.grant_refused(attempt).await.transpose()
            }
            Err(error) => {
                counters.failed();
                Some(self.failed(attempt, error, stamp).await)
            }
        }
    }

    /// Stores what exists nowhere else. A store that is out of reach is tried again for most of the time for which the
    /// provider would still take the refresh token from before.
    async fn store_patiently(
        &self,
        attempt: &Attempt,
        grant: &Grant,
        stamp: Stamp,
    ) -> Result<Lease, LeaseError> {
        let (began, mut pause) = (Instant::now(), FIRST_PAUSE);
        loop {
            let stored = self.store(attempt, grant, stamp).await;
            let Err(LeaseError::Accounts(error)) = &stored else { return stored };
            if !error.is_of_the_store() || began.elapsed() >= PATIENCE {
                return stored;
            }
            tracing::error!(account_id = %attempt.account_id, %error, "new tokens cannot be stored yet: trying again");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn store(&self, attempt: &Attempt, grant: &Grant, stamp: Stamp) -> Result<Lease, LeaseError> {
        let (lease, account) = self
            .change(&attempt.account_id, |record| {
                let account = &record.account;
                // Revoked or removed here meanwhile: these tokens are nobody's. But where another host gave the account
                // up, because our request had used the refresh token before its own, they prove the grant good.
                if account.incarnation != attempt.incarnation {
                    return Err(not_active(account));
                }
                // Newer tokens came in meanwhile, from a new consent or another host: ours are not needed.
                let overtaken = account.generation != attempt.generation;
                if !overtaken {
                    renew(record, attempt, grant);
                }
                let lease = lease_of(record).ok_or_else(|| not_active(&record.account))?;
                Ok(if overtaken { Edit::Leave(lease) } else { Edit::Save(lease) })
            })
            .await?;
        attempt.takes(Step::Stored);
        self.warm().keep(stamp, &lease, self.refresh_at(&account));
        tracing::debug!(account_id = %lease.account_id, generation = lease.generation, "token refreshed");
        Ok(lease)
    }

    /// `invalid_grant`: the end of the grant, unless somebody else has used the refresh token first. Nothing: look again.
    async fn grant_refused(&self, attempt: &Attempt) -> Result<Option<Lease>, LeaseError> {
        let (ended, _) = self
            .change(&attempt.account_id, |record| {
                let account = &record.account;
                let overtaken = account.generation != attempt.generation || account.fence != attempt.fence;
                if overtaken || account.status != Status::Active {
                    return Ok::<_, LeaseError>(Edit::Leave(None));
                }
                let (status, reason) = verdict(account);
                Ok(Edit::Save(Some(end(record, status, &reason))))
            })
            .await?;
        match ended {
            Some(reason) => Err(self.lost(&attempt.account_id, reason)),
            None => Ok(None),
        }
    }

    /// A failure that says nothing about the grant: the attempt is over, the account stays as it is. A token that is
    /// good for a while yet is used on.
    async fn failed(&self, attempt: &Attempt, error: TokenError, stamp: Stamp) -> Result<Lease, LeaseError> {
        let connection = attempt.connection.name();
        tracing::warn!(account_id = %attempt.account_id, connection, %error, "a refresh failed");
        self.change(&attempt.account_id, |record| {
            let ours = record.account.attempt.as_ref().is_some_and(|one| one.fence == attempt.fence);
            if !ours {
                return Ok::<_, LeaseError>(Edit::Leave(()));
            }
            let ended = record.account.attempt.take();
            if error.may_have_been_carried_out() {
                record.account.unanswered = record.account.unanswered.or(ended.map(|one| one.started_at));
            }
            Ok(Edit::Save(()))
        })
        .await?;
        match attempt.in_hand.as_ref().filter(|lease| Timestamp::now() < lease.expires_at) {
            Some(lease) => {
                self.warm().keep(stamp, lease, lease.expires_at.min(later(Timestamp::now(), BACK_OFF)));
                Ok(lease.clone())
            }
            None => Err(error.for_lease(connection)),
        }
    }

    /// The grant is gone; the account says so already.
    pub(super) fn lost(&self, id: &AccountId, reason: String) -> LeaseError {
        self.warm().forget(id);
        tracing::warn!(account_id = %id, reason, "an account needs consent again");
        LeaseError::Reauthorize { account_id: id.clone(), reason }
    }
}

/// What `invalid_grant` says about an account's grant.
fn verdict(account: &Account) -> (Status, String) {
    if let Some(since) = account.unanswered {
        let reason = format!(
            "the answer to a refresh was lost at {since:.0}, and the provider does not take the refresh token from \
             before it any more"
        );
        return (Status::Expired, reason);
    }
    if account.refreshed_at.is_some_and(|moment| age(moment) >= AGES_OUT) {
        return (Status::Expired, "the grant was not used for about three months and aged out".to_owned());
    }
    let reason = "the provider does not accept the grant any more: it was withdrawn there";
    (Status::Revoked, reason.to_owned())
}

/// Puts the new tokens into the record.
fn renew(record: &mut AccountRecord, attempt: &Attempt, grant: &Grant) {
    record.tokens.access = Some(copy(&grant.access));
    record.tokens.refresh = Some(copy(grant.refresh.as_ref().unwrap_or(&attempt.refresh)));
    let account = &mut record.account;
    if let Some(scopes) = &grant.scopes {
        account.scopes = scopes.clone();
    }
    if account.status != Status::Active {
        account.set_status(Status::Active, "the provider renewed the grant");
    }
    account.generation += 1;
    account.unanswered = None;
    account.expires_at = Some(grant.expires_at);
    account.refreshed_at = Some(Timestamp::now());
    // A later attempt of somebody else stays: its owner will find that the generation moved on.
    if account.attempt.as_ref().is_some_and(|one| one.fence == attempt.fence) {
        account.attempt = None;
    }
}

#[cfg(test)]
mod tests;
