//! From a grant that waits to a grant in force: whose is it, and is it the right person?
//!
//! `state` and PKCE tie an answer to a browser; they do not stop somebody from passing the link on. So a grant is kept
//! apart until the provider said who the user is ([`Accounts::set_identity`]) and the application said that this is the
//! person it made the link for ([`Accounts::verify`]).

use innkeeper_vault::{Loaded, RecordKey, VaultError};
use jiff::Timestamp;

use crate::lease::Origin;
use crate::records::{AccountRecord, Edit, GRANT, GrantRecord, Identity, OtherUser, Tokens};
use crate::refresh::copy;
use crate::ticket::{Purpose, TokenHash};
use crate::{Account, AccountId, Accounts, AccountsError, Lease, Status, VerifyMode};

impl Accounts {
    /// Notes whose grant it is that `asked_with` belongs to, as the provider said when it was asked with that lease.
    ///
    /// The answer waits with the grant; with `verify = "none"` the grant is in force at once. What the provider says of an
    /// account in force is for [`Accounts::learn`].
    ///
    /// # Errors
    ///
    /// [`AccountsError::OtherProviderUser`] if the account belongs to another user of the provider: the new grant is
    /// dropped, the one before stays, unless the link said [`OtherUser::Allowed`]. [`AccountsError::VerificationExpired`]
    /// and `VerificationUnknown` if the grant is gone, or the lease is no waiting grant's.
    pub async fn set_identity(
        &self,
        asked_with: &Lease,
        identity: Identity,
    ) -> Result<Account, AccountsError> {
        let id = &asked_with.account_id;
        let Origin::Grant(hash) = &asked_with.origin else {
            return Err(AccountsError::VerificationUnknown { account_id: id.clone() });
        };
        let mut loaded = self.load_grant(id, hash).await?;
        let account = self.get(id).await?;
        if let Err(error) = may_take(&account, &identity, loaded.plain.other_user) {
            self.abandon(hash, &loaded.plain, "another user of the provider came back").await?;
            return Err(error);
        }
        loaded.plain.identity = Some(identity);
        let key = RecordKey::new(GRANT, &loaded.plain.connection, hash.as_str());
        let secrets = Tokens::open(&loaded)?.into_secrets();
        match self.vault().save(&key, Some(loaded.version), &loaded.plain, &secrets).await {
            Ok(_) => {}
            Err(VaultError::Conflict { .. }) => {
                return Err(AccountsError::Contended { account_id: id.clone() });
            }
            Err(error) => return Err(error.into()),
        }
        match self.connection(&account.connection)?.verify() {
            VerifyMode::None => self.promote(hash, &loaded, "consent given").await,
            VerifyMode::App | VerifyMode::Host => Ok(account),
        }
    }

    /// Confirms that the person behind a grant is the one with this identifier. The grant comes into force.
    ///
    /// # Errors
    ///
    /// [`AccountsError::WrongIdentifier`]: the grant is dropped, for it is somebody else's. The ticket is good once:
    /// [`AccountsError::VerificationUnknown`] after that. [`AccountsError::IdentityUnknown`] before
    /// [`Accounts::set_identity`].
    pub async fn verify(
        &self,
        id: &AccountId,
        verification_ticket: &str,
        identifier: &str,
    ) -> Result<Account, AccountsError> {
        let hash = TokenHash::of(Purpose::Verification, verification_ticket);
        let loaded = self.load_grant(id, &hash).await?;
        if self.get(id).await?.identifier != identifier {
            self.abandon(&hash, &loaded.plain, "somebody else gave consent").await?;
            return Err(AccountsError::WrongIdentifier { account_id: id.clone() });
        }
        self.promote(&hash, &loaded, "consent given and confirmed").await
    }

    async fn load_grant(
        &self,
        id: &AccountId,
        hash: &TokenHash,
    ) -> Result<Loaded<GrantRecord>, AccountsError> {
        let loaded: Option<Loaded<GrantRecord>> = self.vault().load(GRANT, hash.as_str()).await?;
        let loaded = loaded
            .filter(|loaded| loaded.plain.account == *id)
            .ok_or_else(|| AccountsError::VerificationUnknown { account_id: id.clone() })?;
        if loaded.plain.expires_at <= Timestamp::now() {
            self.abandon(hash, &loaded.plain, "nobody confirmed the consent in time").await?;
            return Err(AccountsError::VerificationExpired { account_id: id.clone() });
        }
        Ok(loaded)
    }

    /// Puts a grant in force. The account is written first, the grant removed after: killed in between, the grant is
    /// found to be no newer than the account's and never counts again.
    async fn promote(
        &self,
        hash: &TokenHash,
        loaded: &Loaded<GrantRecord>,
        reason: &str,
    ) -> Result<Account, AccountsError> {
        let grant = &loaded.plain;
        let id = &grant.account;
        let Some(identity) = &grant.identity else {
            return Err(AccountsError::IdentityUnknown { account_id: id.clone() });
        };
        let tokens = Tokens::open(loaded)?;
        let changed = self
            .change(id, |record| {
                check_promotion(&record.account, grant, identity)?;
                put_in_force(record, grant, identity, &tokens, reason);
                Ok::<_, AccountsError>(Edit::Save(()))
            })
            .await;
        self.warm().forget(id);
        match changed {
            Ok(((), account)) => {
                self.drop_grant(hash).await?;
                tracing::info!(account_id = %id, connection = account.connection, "account active");
                Ok(account)
            }
            Err(error @ (AccountsError::OtherProviderUser { .. } | AccountsError::Withdrawn { .. })) => {
                self.abandon(hash, grant, "the grant could not be used").await?;
                Err(error)
            }
            Err(error) => Err(error),
        }
    }

    /// Drops the grant that `asked_with` belongs to, because the provider does not say whose it is. An account in force
    /// keeps what it has.
    ///
    /// # Errors
    ///
    /// [`AccountsError::Vault`]. A grant that is gone already is no error.
    pub async fn give_up(&self, asked_with: &Lease, reason: &str) -> Result<(), AccountsError> {
        let Origin::Grant(hash) = &asked_with.origin else { return Ok(()) };
        match self.load_grant(&asked_with.account_id, hash).await {
            Ok(loaded) => self.abandon(hash, &loaded.plain, reason).await,
            Err(AccountsError::VerificationUnknown { .. } | AccountsError::VerificationExpired { .. }) => {
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Drops a grant that will not come into force.
    pub(crate) async fn abandon(
        &self,
        hash: &TokenHash,
        grant: &GrantRecord,
        reason: &str,
    ) -> Result<(), AccountsError> {
        self.drop_grant(hash).await?;
        let id = &grant.account;
        tracing::info!(account_id = %id, reason, "grant dropped");
        let settled = self
            .change(id, |record| {
                let waits = record.account.status == Status::PendingVerification;
                if !waits || record.account.incarnation != grant.incarnation {
                    return Ok::<_, AccountsError>(Edit::Leave(()));
                }
                record.account.set_status(Status::Pending, reason);
                Ok(Edit::Save(()))
            })
            .await;
        match settled {
            Ok(_) | Err(AccountsError::UnknownAccount { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Removes a grant in whatever version it is by now: no change to it may save it.
    async fn drop_grant(&self, hash: &TokenHash) -> Result<(), AccountsError> {
        loop {
            let loaded: Option<Loaded<GrantRecord>> = self.vault().load(GRANT, hash.as_str()).await?;
            let Some(loaded) = loaded else { return Ok(()) };
            match self.vault().remove(GRANT, hash.as_str(), loaded.version).await {
                Ok(()) => return Ok(()),
                Err(VaultError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Who the provider says gave the grant that this ticket belongs to, for the page that asks for a confirmation. Nobody
    /// where there is no such grant.
    ///
    /// # Errors
    ///
    /// [`AccountsError::Vault`].
    pub async fn who_waits(
        &self,
        id: &AccountId,
        verification_ticket: &str,
    ) -> Result<Option<Identity>, AccountsError> {
        let hash = TokenHash::of(Purpose::Verification, verification_ticket);
        let loaded: Option<Loaded<GrantRecord>> = self.vault().load(GRANT, hash.as_str()).await?;
        Ok(loaded.filter(|loaded| loaded.plain.account == *id).and_then(|loaded| loaded.plain.identity))
    }
}

fn check_promotion(account: &Account, grant: &GrantRecord, identity: &Identity) -> Result<(), AccountsError> {
    let account_id = || account.id.clone();
    if account.incarnation != grant.incarnation {
        return Err(AccountsError::Withdrawn { account_id: account_id() });
    }
    if account.granted_at.is_some_and(|moment| moment >= grant.received_at) {
        return Err(AccountsError::VerificationUnknown { account_id: account_id() });
    }
    may_take(account, identity, grant.other_user)
}

/// An account stays with the user of the provider that it had first, unless its link said otherwise.
fn may_take(account: &Account, identity: &Identity, other_user: OtherUser) -> Result<(), AccountsError> {
    match (other_than_before(account, identity), other_user) {
        (Some((before, now)), OtherUser::Refused) => {
            Err(AccountsError::OtherProviderUser { account_id: account.id.clone(), before, now })
        }
        (Some(_), OtherUser::Allowed) | (None, _) => Ok(()),
    }
}

/// The UUIDs of the user that the account had before and of the one that it has now, where they differ.
pub(crate) fn other_than_before(account: &Account, identity: &Identity) -> Option<(String, String)> {
    let bare = |uuid: &str| uuid.trim_matches(['{', '}']).to_ascii_lowercase();
    let before = bare(&account.provider_account.as_ref()?.uuid);
    let now = bare(&identity.provider_account.uuid);
    (before != now).then_some((before, now))
}

fn put_in_force(
    record: &mut AccountRecord,
    grant: &GrantRecord,
    identity: &Identity,
    tokens: &Tokens,
    reason: &str,
) {
    record.tokens =
        Tokens { access: tokens.access.as_ref().map(copy), refresh: tokens.refresh.as_ref().map(copy) };
    let account = &mut record.account;
    account.scopes = grant.scopes.clone();
    account.learned.clone_from(&identity.workspaces);
    account.provider_account = Some(identity.provider_account.clone());
    account.checked_at = Some(grant.received_at);
    account.generation += 1;
    account.expires_at = Some(grant.token_expires_at);
    account.refreshed_at = Some(grant.received_at);
    account.granted_at = Some(grant.received_at);
    account.attempt = None;
    account.unanswered = None;
    account.set_status(Status::Active, reason);
}
