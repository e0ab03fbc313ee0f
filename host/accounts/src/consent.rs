//! Asking for consent: the link, its page, and the way to the provider.
//!
//! A link is passed from an application to a person, so it may end up with anybody. Three things limit that: it lives
//! for minutes, it belongs to the first browser that goes on with it, and what comes back counts only after
//! [`Accounts::verify`].

use std::sync::Arc;

use innkeeper_policy::{Scope, ScopeSet};
use innkeeper_vault::{Loaded, RecordKey, Secret, Secrets, VaultError};
use jiff::Timestamp;
use url::Url;

use crate::clock::later;
use crate::connection::below;
use crate::records::{LinkRecord, OtherUser, PKCE_VERIFIER, STATE, StateRecord, TICKET};
use crate::ticket::{Purpose, TokenHash, draw};
use crate::token_endpoint::authorize_url;
use crate::{Account, AccountId, Accounts, AccountsError, BrowserSecret, Connection, ConsentError, Provider};

/// What a caller may say about a link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkRequest {
    /// Where the browser goes in the end.
    pub return_url: Option<String>,
    /// Where the browser takes the verification ticket.
    pub verify_url: Option<String>,
    /// Whether another user of the provider may take the account over. For operators to say, not for agents.
    pub other_user: OtherUser,
}

/// A link to hand to a person. No `Debug`: whoever has it can go on with it.
pub struct Link {
    /// The text that makes it good.
    pub ticket: Secret,
    /// The page to open; it ends in the ticket.
    pub url: Url,
    /// Until when it can be used.
    pub expires_at: Timestamp,
}

/// What the consent page shows.
#[derive(Debug, Clone)]
pub struct ConsentView {
    /// The account that the grant is for.
    pub account: Account,
    /// The connection's name.
    pub connection: String,
    /// The provider's name for people.
    pub provider_title: String,
    /// The application that asks, if the operator named it.
    pub application: Option<String>,
    /// What it will be able to do. Empty where the operator did not say what is ticked.
    pub scopes: Vec<Power>,
    /// Whether another user of the provider may take the account over.
    pub other_user: OtherUser,
    /// What has to be registered at the provider, or it shows an error page of its own and never comes back.
    pub callback_url: Url,
    /// The page where the person takes a grant back.
    pub revoke_hint: Option<Url>,
    /// Until when the link can be used.
    pub expires_at: Timestamp,
}

/// A scope that will be granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Power {
    /// The scope.
    pub scope: Scope,
    /// What it means, in words.
    pub meaning: String,
    /// Whether the consumer asks for it, or gets it along with another.
    pub asked: Asked,
}

/// Why a scope will be granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is ticked.
    Ticked,
    /// It comes along with a ticked one.
    Implied,
}

/// A link that is good at this moment, with all that hangs on it.
pub(crate) struct OpenLink {
    pub(crate) loaded: Loaded<LinkRecord>,
    pub(crate) account: Account,
    pub(crate) connection: Arc<Connection>,
}

impl Accounts {
    /// Makes a link that asks for consent for this account.
    ///
    /// # Errors
    ///
    /// [`AccountsError::ReturnUrl`] for a URL that the connection does not list; [`AccountsError::UnknownAccount`].
    pub async fn create_link(&self, id: &AccountId, request: &LinkRequest) -> Result<Link, AccountsError> {
        let account = self.get(id).await?;
        let connection = self.connection(&account.connection)?;
        let check = |input, text: &Option<String>| {
            text.as_deref().map(|text| connection.check_return_url(input, text)).transpose()
        };
        let record = LinkRecord {
            account: account.id.clone(),
            connection: account.connection.clone(),
            incarnation: account.incarnation,
            return_url: check("return_url", &request.return_url)?,
            verify_url: check("verify_url", &request.verify_url)?,
            expires_at: later(Timestamp::now(), self.options().ticket_ttl),
            browser: None,
            answered: false,
            other_user: request.other_user,
        };
        let (ticket, hash) = draw(Purpose::Ticket)?;
        let key = RecordKey::new(TICKET, connection.name(), hash.as_str());
        self.vault().save(&key, None, &record, &Secrets::new()).await?;
        tracing::info!(account_id = %id, connection = connection.name(), "link created");
        let url = below(&self.options().public_url, &["connect", ticket.expose()]);
        Ok(Link { ticket, url, expires_at: record.expires_at })
    }

    /// What the page behind a link shows. Changes nothing: mail scanners open links too.
    ///
    /// # Errors
    ///
    /// [`ConsentError::TicketUnknown`], `TicketExpired`, `TicketUsed`; [`AccountsError::Withdrawn`].
    pub async fn show_link(&self, ticket: &str) -> Result<ConsentView, ConsentError> {
        let OpenLink { loaded, account, connection } =
            self.open_link(&TokenHash::of(Purpose::Ticket, ticket)).await?;
        let provider = connection.provider();
        Ok(ConsentView {
            account,
            connection: connection.name().to_owned(),
            provider_title: provider.title.clone(),
            application: connection.application().map(str::to_owned),
            scopes: connection.scopes().map(|ticked| powers(provider, ticked)).unwrap_or_default(),
            other_user: loaded.plain.other_user,
            callback_url: connection.callback_url().clone(),
            revoke_hint: provider.revoke_hint.clone(),
            expires_at: loaded.plain.expires_at,
        })
    }

    /// Binds the link to this browser and gives the provider's page to go to, with a fresh state.
    ///
    /// # Errors
    ///
    /// As for [`Accounts::show_link`]; [`ConsentError::TicketBrowser`] in any browser but the first.
    pub async fn begin(&self, ticket: &str, browser: &BrowserSecret) -> Result<Url, ConsentError> {
        let ticket = TokenHash::of(Purpose::Ticket, ticket);
        let OpenLink { connection, .. } = self.bind(&ticket, &browser.hash()).await?;
        let (state, hash) = draw(Purpose::State)?;
        let (verifier, _) = draw(Purpose::State)?;
        let url = authorize_url(&connection, &state, &verifier);
        let record = StateRecord {
            connection: connection.name().to_owned(),
            ticket,
            browser: browser.hash(),
            expires_at: later(Timestamp::now(), self.options().ticket_ttl),
        };
        let key = RecordKey::new(STATE, connection.name(), hash.as_str());
        let secrets = Secrets::new().with(PKCE_VERIFIER, verifier);
        self.vault().save(&key, None, &record, &secrets).await?;
        Ok(url)
    }

    /// The link behind a ticket, if somebody may still begin with it.
    async fn open_link(&self, ticket: &TokenHash) -> Result<OpenLink, ConsentError> {
        let link = self.unanswered_link(ticket).await?;
        if link.loaded.plain.expires_at <= Timestamp::now() {
            return Err(ConsentError::TicketExpired);
        }
        Ok(link)
    }

    /// The link behind a ticket, if no grant came back through it. Whoever began in time may end later: the question
    /// has a life of its own.
    pub(crate) async fn unanswered_link(&self, ticket: &TokenHash) -> Result<OpenLink, ConsentError> {
        self.look_at_connections().await?;
        let loaded = self.vault().load::<LinkRecord>(TICKET, ticket.as_str()).await?;
        let loaded = loaded.ok_or(ConsentError::TicketUnknown)?;
        if loaded.plain.answered {
            return Err(ConsentError::TicketUsed);
        }
        let id = &loaded.plain.account;
        let withdrawn = || AccountsError::Withdrawn { account_id: id.clone() };
        let account = self.load_if_any(id).await?.ok_or_else(withdrawn)?.plain;
        if account.incarnation != loaded.plain.incarnation {
            return Err(withdrawn().into());
        }
        let connection = self.connection(&account.connection)?;
        Ok(OpenLink { loaded, account, connection })
    }

    /// The link, bound to this browser. Of two that begin at once the second finds it taken when it looks again.
    async fn bind(&self, ticket: &TokenHash, browser: &TokenHash) -> Result<OpenLink, ConsentError> {
        loop {
            let mut link = self.open_link(ticket).await?;
            match &link.loaded.plain.browser {
                Some(first) if first.same_as(browser) => return Ok(link),
                Some(_) => return Err(ConsentError::TicketBrowser),
                None => link.loaded.plain.browser = Some(browser.clone()),
            }
            if self.save_link(ticket, &link.loaded).await? {
                return Ok(link);
            }
        }
    }

    /// Stores a changed link; false if somebody else changed it first.
    pub(crate) async fn save_link(
        &self,
        ticket: &TokenHash,
        loaded: &Loaded<LinkRecord>,
    ) -> Result<bool, AccountsError> {
        let key = RecordKey::new(TICKET, &loaded.plain.connection, ticket.as_str());
        match self.vault().save(&key, Some(loaded.version), &loaded.plain, &Secrets::new()).await {
            Ok(_) => Ok(true),
            Err(VaultError::Conflict { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// What ticked scopes let a consumer do, those that come along included.
fn powers(provider: &Provider, ticked: &ScopeSet) -> Vec<Power> {
    let all = provider.implications.closure(ticked);
    let power = |scope: &Scope| Power {
        scope: scope.clone(),
        meaning: provider.explain(scope).to_owned(),
        asked: if ticked.contains(scope) { Asked::Ticked } else { Asked::Implied },
    };
    all.iter().map(power).collect()
}
