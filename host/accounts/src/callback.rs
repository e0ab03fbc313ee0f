//! The way back from the provider: an answer, checked against its question, becomes a grant that waits.

use std::sync::Arc;

use innkeeper_vault::{Loaded, RecordKey, Secret, VaultError};
use jiff::Timestamp;
use url::Url;

use crate::clock::later;
use crate::consent::OpenLink;
use crate::lease::Origin;
use crate::records::{
    Edit, GRANT, GrantRecord, LinkRecord, OtherUser, PKCE_VERIFIER, STATE, StateRecord, TICKET, Tokens,
};
use crate::refresh::copy;
use crate::ticket::{Purpose, TokenHash, draw};
use crate::token_endpoint::Grant;
use crate::{
    Account, Accounts, AccountsError, BrowserSecret, Connection, ConsentError, Lease, Status, VerifyMode,
};

/// The longest part of a provider's explanation that is passed on, in characters.
const MAX_DESCRIPTION_CHARS: usize = 200;

/// What a provider's redirect carried. No `Debug`: a code is worth a grant.
pub enum Answer {
    /// Consent was given.
    Code(String),
    /// It was not.
    Error {
        /// The code: `access_denied`, for instance.
        error: String,
        /// The explanation.
        description: Option<String>,
    },
}

/// A grant that came back. No `Debug`: it holds the verification ticket.
pub struct Received {
    /// The account that it is for. One that was in force is in force still, with its earlier grant.
    pub account: Account,
    /// For asking the provider whose grant this is, and for nothing else. Pass it to [`Accounts::set_identity`].
    pub lease: Lease,
    /// What lets the application confirm the person. Only this browser gets it.
    pub verification: Secret,
    /// Where the browser goes in the end.
    pub return_url: Option<Url>,
    /// Where the browser takes the verification ticket.
    pub verify_url: Option<Url>,
    /// Who confirms.
    pub verify: VerifyMode,
}

impl Accounts {
    /// Takes the provider's answer at the callback of `connection`.
    ///
    /// The state is used up before the code is sent anywhere, so of two equal answers one is refused. An answer in
    /// the wrong browser or at the wrong callback does not use it up: it came from somebody else.
    ///
    /// If the caller goes away half-way the grant is lost and the person asks for a new link; nobody else gets it.
    ///
    /// # Errors
    ///
    /// Each check has its variant of [`ConsentError`].
    pub async fn receive(
        &self,
        connection: &str,
        state: &str,
        browser: Option<&BrowserSecret>,
        answer: Answer,
    ) -> Result<Received, ConsentError> {
        self.look_at_connections().await?;
        let connection = self.connection(connection)?;
        let (question, verifier) = self.take_question(&connection, state, browser).await?;
        let code = match answer {
            Answer::Code(code) => Secret::new(code),
            Answer::Error { error, description } => return Err(refused(&error, description.as_deref())),
        };
        let link = self.claim_link(&question.ticket).await?;
        match self.endpoints().exchange(&connection, code.expose(), &verifier).await {
            Ok(grant) => Ok(self.keep_grant(link, &grant).await?),
            Err(error) => {
                tracing::warn!(account_id = %link.account.id, connection = connection.name(), %error, "no grant for a code");
                self.release_link(&question.ticket).await?;
                Err(ConsentError::Exchange { connection: connection.name().to_owned(), error })
            }
        }
    }

    /// The question that this state was made for; after this it is gone.
    async fn take_question(
        &self,
        connection: &Connection,
        state: &str,
        browser: Option<&BrowserSecret>,
    ) -> Result<(StateRecord, Secret), ConsentError> {
        let hash = TokenHash::of(Purpose::State, state);
        let loaded = self.vault().load::<StateRecord>(STATE, hash.as_str()).await?;
        let loaded = loaded.ok_or(ConsentError::StateUnknown)?;
        if loaded.plain.connection != connection.name() {
            return Err(ConsentError::StateConnection { connection: connection.name().to_owned() });
        }
        if !browser.is_some_and(|browser| browser.hash().same_as(&loaded.plain.browser)) {
            return Err(ConsentError::StateBrowser);
        }
        let verifier = loaded.open(PKCE_VERIFIER)?;
        match self.vault().remove(STATE, hash.as_str(), loaded.version).await {
            Ok(()) => {}
            Err(VaultError::Conflict { .. }) => return Err(ConsentError::StateUnknown),
            Err(error) => return Err(error.into()),
        }
        if loaded.plain.expires_at <= Timestamp::now() {
            return Err(ConsentError::StateExpired);
        }
        Ok((loaded.plain, verifier.ok_or(ConsentError::StateUnknown)?))
    }

    /// The link, marked as answered: one link, one grant.
    async fn claim_link(&self, ticket: &TokenHash) -> Result<OpenLink, ConsentError> {
        loop {
            let mut link = self.unanswered_link(ticket).await?;
            link.loaded.plain.answered = true;
            if self.save_link(ticket, &link.loaded).await? {
                return Ok(link);
            }
        }
    }

    /// Makes a link good again whose code gave no grant.
    async fn release_link(&self, ticket: &TokenHash) -> Result<(), AccountsError> {
        let loaded: Option<Loaded<LinkRecord>> = self.vault().load(TICKET, ticket.as_str()).await?;
        if let Some(mut loaded) = loaded {
            loaded.plain.answered = false;
            // Lost the race: somebody else had a reason to change it, and a new link costs one click.
            self.save_link(ticket, &loaded).await?;
        }
        Ok(())
    }

    /// Seals the grant beside the account, under the hash of a fresh verification ticket.
    async fn keep_grant(&self, link: OpenLink, grant: &Grant) -> Result<Received, AccountsError> {
        let OpenLink { loaded, account, connection } = link;
        let (verification, hash) = draw(Purpose::Verification)?;
        let record =
            GrantRecord { other_user: loaded.plain.other_user, ..self.waiting(&account, &connection, grant) };
        let key = RecordKey::new(GRANT, connection.name(), hash.as_str());
        let tokens = Tokens { access: Some(copy(&grant.access)), refresh: grant.refresh.as_ref().map(copy) };
        let version = self.vault().save(&key, None, &record, &tokens.into_secrets()).await?;
        let account = match self.await_verification(&record).await {
            Ok(account) => account,
            Err(error) => {
                // The account was revoked or removed while the person was at the provider: nothing is kept.
                self.vault().remove(GRANT, hash.as_str(), version).await?;
                return Err(error);
            }
        };
        tracing::info!(account_id = %account.id, connection = connection.name(), "grant received");
        Ok(Received {
            lease: Lease {
                account_id: account.id.clone(),
                token: Arc::new(copy(&grant.access)),
                generation: account.generation,
                expires_at: grant.expires_at,
                origin: Origin::Grant(hash),
            },
            account,
            verification,
            return_url: loaded.plain.return_url,
            verify_url: loaded.plain.verify_url,
            verify: connection.verify(),
        })
    }

    fn waiting(&self, account: &Account, connection: &Connection, grant: &Grant) -> GrantRecord {
        let now = Timestamp::now();
        GrantRecord {
            account: account.id.clone(),
            connection: connection.name().to_owned(),
            incarnation: account.incarnation,
            scopes: grant.scopes.clone().or_else(|| connection.scopes().cloned()).unwrap_or_default(),
            received_at: now,
            token_expires_at: grant.expires_at,
            expires_at: later(now, self.options().ticket_ttl),
            identity: None,
            other_user: OtherUser::Refused,
        }
    }

    /// Notes at the account that a grant waits, unless it has one in force.
    async fn await_verification(&self, grant: &GrantRecord) -> Result<Account, AccountsError> {
        let ((), account) = self
            .change(&grant.account, |record| {
                let account = &mut record.account;
                if account.incarnation != grant.incarnation {
                    return Err(AccountsError::Withdrawn { account_id: account.id.clone() });
                }
                if account.status == Status::Active {
                    return Ok(Edit::Leave(()));
                }
                account.set_status(Status::PendingVerification, "consent given; not yet confirmed by whom");
                Ok(Edit::Save(()))
            })
            .await?;
        Ok(account)
    }
}

/// The provider's refusal. Its words are foreign text: the code is kept if it looks like one.
fn refused(error: &str, description: Option<&str>) -> ConsentError {
    let is_code = (1..=64).contains(&error.len())
        && error.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let printable = |text: &str| -> String {
        text.chars().filter(|letter| !letter.is_control()).take(MAX_DESCRIPTION_CHARS).collect()
    };
    tracing::info!(error = if is_code { error } else { "unknown" }, "consent refused");
    ConsentError::Refused {
        error: if is_code { error } else { "unknown" }.to_owned(),
        description: description.map(printable),
    }
}
