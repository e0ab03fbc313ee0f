//! The way through a provider's consent page, and what comes of it.
//!
//! `accounts` keeps links, states and grants and never calls the provider's API; `egress` does. Here the two meet: when a
//! grant comes back the provider is asked whose it is, and only then does it count for anything.

use std::sync::Arc;

use innkeeper_accounts::{
    AccountsError, Answer, BrowserSecret, Connection, ConsentError, ConsentView, Identity, ProviderAccount,
    Received, VerifyMode,
};
use innkeeper_egress::identity::{self, IdentityError};
use innkeeper_egress::{ApiBase, BaseError, Credential, Limits, Mode, Repeat, Session, SessionSpec};
use innkeeper_policy::{CallbackHosts, Comparisons, Pin, Placements};
use innkeeper_vault::Secret;
use url::Url;

use crate::audit::Action;
use crate::caller::{Caller, Role};
use crate::host::Host;
use crate::operations::{AccountView, parse_id};
use crate::problem::{Kind, Problem, Result};

/// What happens to the browser after a grant came back.
pub enum Returned {
    /// The account is active; nobody needs to confirm the person.
    Connected {
        /// The account.
        account: AccountView,
        /// Who gave consent at the provider.
        came: CameBack,
        /// Where the browser may go on to.
        return_url: Option<Url>,
    },
    /// The application confirms the person: the browser takes the ticket to it.
    GoVerify {
        /// The application's URL, with `ticket` and `account_id`.
        to: Url,
    },
    /// The host confirms the person: the page asks for a key.
    SignIn {
        /// The account.
        account: AccountView,
        /// Who gave consent at the provider.
        came: CameBack,
        /// What the form carries; only this browser has it.
        ticket: Secret,
        /// Where the browser may go on to.
        return_url: Option<Url>,
    },
    /// The application has to confirm, and gave no URL to take the browser to.
    Waiting {
        /// The account.
        account: AccountView,
        /// Who gave consent at the provider.
        came: CameBack,
    },
}

/// Who came back from the provider, for the person to see: whoever is signed in there as somebody else notices it here.
/// While the grant waits this is not yet the account's user.
#[derive(Clone, Debug)]
pub struct CameBack {
    /// The provider's name for people.
    pub provider: String,
    /// The page where a grant is taken back.
    pub revoke_hint: Option<Url>,
    /// The user.
    pub user: ProviderAccount,
    /// The workspaces of the user, by slug.
    pub workspaces: Vec<String>,
}

impl CameBack {
    fn new(connection: &Connection, identity: Identity) -> Self {
        let provider = connection.provider();
        Self {
            provider: provider.title.clone(),
            revoke_hint: provider.revoke_hint.clone(),
            user: identity.provider_account,
            workspaces: identity.workspaces.into_iter().map(|workspace| workspace.slug).collect(),
        }
    }
}

/// What came of the host's own sign-in.
#[derive(Clone, Debug)]
pub struct Confirmed {
    /// The account, in force.
    pub account: AccountView,
    /// Who it is at the provider.
    pub came: Option<CameBack>,
}

/// Why a grant that came back does not count.
#[derive(Debug, thiserror::Error)]
pub enum ReturnProblem {
    /// The way back was not the way there.
    #[error(transparent)]
    Consent(#[from] ConsentError),
    /// The provider did not say whose grant it is.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The connection's API base is no place for a token.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// Another user of the provider came back than the account belongs to.
    #[error("this account belongs to another user of {} than {}; the earlier grant stays", .came.provider, .came.user.username)]
    OtherUser {
        /// Who came back.
        came: Box<CameBack>,
    },
    /// The grant is not for this account.
    #[error("{0}")]
    Account(Box<Problem>),
}

impl Host {
    /// What a link asks for.
    ///
    /// # Errors
    /// [`ConsentError`] for a link that is unknown, used or expired.
    pub async fn show_link(&self, ticket: &str) -> std::result::Result<ConsentView, ConsentError> {
        self.parts.accounts.show_link(ticket).await
    }

    /// Sends a browser to the provider: the URL to go to. The link belongs to this browser from now on.
    ///
    /// # Errors
    /// [`ConsentError`] for a link that is unknown, used, expired, or another browser's.
    pub async fn begin_consent(
        &self,
        ticket: &str,
        browser: &BrowserSecret,
    ) -> std::result::Result<Url, ConsentError> {
        self.parts.accounts.begin(ticket, browser).await
    }

    /// Takes the provider's answer, asks the provider who it is about, and says where the browser goes.
    ///
    /// # Errors
    /// [`ReturnProblem`]; the account keeps what it had.
    pub async fn finish_consent(
        &self,
        connection: &str,
        state: &str,
        browser: Option<&BrowserSecret>,
        answer: Answer,
    ) -> std::result::Result<Returned, ReturnProblem> {
        let accounts = &self.parts.accounts;
        let Received { lease, verification, return_url, verify_url, verify, .. } =
            accounts.receive(connection, state, browser, answer).await?;
        let through =
            accounts.connection(connection).map_err(|error| ReturnProblem::Account(error.into()))?;
        let credential = Credential::Once(Arc::new(lease.clone()));
        let mut session = self.identity_session(&through, credential)?;
        let identity = match identity::ask(&mut session).await {
            Ok(identity) => identity,
            Err(error) => {
                let dropped = accounts.give_up(&lease, "the provider did not say who gave consent").await;
                dropped.map_err(|error| ReturnProblem::Account(error.into()))?;
                return Err(error.into());
            }
        };
        let came = CameBack::new(&through, identity.clone());
        let account = match accounts.set_identity(&lease, identity).await {
            Ok(account) => AccountView::from(account),
            Err(AccountsError::OtherProviderUser { .. }) => {
                return Err(ReturnProblem::OtherUser { came: Box::new(came) });
            }
            Err(error) => return Err(ReturnProblem::Account(error.into())),
        };
        Ok(match (verify, verify_url) {
            (VerifyMode::None, _) => Returned::Connected { account, came, return_url },
            (VerifyMode::Host, _) => Returned::SignIn { account, came, ticket: verification, return_url },
            (VerifyMode::App, None) => Returned::Waiting { account, came },
            (VerifyMode::App, Some(mut to)) => {
                to.query_pairs_mut()
                    .append_pair("ticket", verification.expose())
                    .append_pair("account_id", &account.id);
                Returned::GoVerify { to }
            }
        })
    }

    /// The host's own sign-in: whoever has a key for the account's identifier, or an operator's, confirms the person.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for a key that is none, `POLICY_DENIED` for one of somebody else, `CONFLICT` for a ticket that is
    /// unknown, used or too late.
    pub async fn confirm_by_key(&self, account_id: &str, ticket: &str, key: &str) -> Result<Confirmed> {
        let caller = self.authenticate(key).await?;
        let object = self.object_of(account_id).await;
        let (host, by) = (self.clone(), caller.clone());
        let (account_id, ticket) = (account_id.to_owned(), Secret::new(ticket.to_owned()));
        let change = async move { host.confirm_as(&by, &account_id, ticket.expose()).await };
        self.on_record(&caller, Action::VerifyAccount, object, change).await
    }

    async fn confirm_as(&self, caller: &Caller, account_id: &str, ticket: &str) -> Result<Confirmed> {
        let id = parse_id(account_id, "/account_id")?;
        let account = self.parts.accounts.get(&id).await?;
        if !signs_in(caller, &account.identifier) {
            return Err(Problem::new(
                Kind::PolicyDenied,
                "this key is not for the person whom the link was made for",
            ));
        }
        let account = self.parts.accounts.verify(&id, ticket, &account.identifier).await?;
        let connection = self.parts.accounts.connection(&account.connection)?;
        let known = account.provider_account.clone();
        let came = known.map(|user| {
            let identity = Identity { provider_account: user, workspaces: account.learned.clone() };
            CameBack::new(&connection, identity)
        });
        Ok(Confirmed { account: account.into(), came })
    }

    /// Who gave the consent that waits for a confirmation under this ticket, for the page that asks for it once more.
    ///
    /// # Errors
    /// `BAD_INPUT` for an id that is none.
    pub async fn who_waits(&self, account_id: &str, ticket: &str) -> Result<Option<CameBack>> {
        let id = parse_id(account_id, "/account_id")?;
        let Some(identity) = self.parts.accounts.who_waits(&id, ticket).await? else { return Ok(None) };
        let account = self.parts.accounts.get(&id).await?;
        Ok(Some(CameBack::new(&*self.parts.accounts.connection(&account.connection)?, identity)))
    }

    /// A session that may ask who the user is, and nothing else.
    pub(crate) fn identity_session(
        &self,
        connection: &Arc<Connection>,
        credential: Credential,
    ) -> std::result::Result<Session, BaseError> {
        let spec = SessionSpec {
            base: ApiBase::new(&connection.provider().api_base)?,
            credential,
            tool: Arc::clone(&self.parts.identity),
            pin: Pin::default(),
            comparisons: Comparisons::default(),
            placements: Placements::Free,
            callback_hosts: CallbackHosts::default(),
            limits: Limits::default(),
            budget: self.parts.budgets.of(connection),
            repeat: Repeat::Reads,
            mode: Mode::Send,
        };
        Ok(Session::new(self.parts.egress.clone(), spec))
    }
}

/// A key says who somebody is where it is bound to exactly that identifier, or where it runs the host.
fn signs_in(caller: &Caller, identifier: &str) -> bool {
    match (&caller.bound_to, caller.role) {
        (Some(bound), Role::Agent | Role::Operator) => bound == identifier,
        (None, Role::Operator) => true,
        (None, Role::Agent) | (_, Role::Auditor) => false,
    }
}
