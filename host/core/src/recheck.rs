//! Asking the provider again who an account's user is and which workspaces there are.

use innkeeper_accounts::Account;
use innkeeper_egress::Credential;
use innkeeper_egress::identity::{self, IdentityError};

use crate::caller::Caller;
use crate::explain::{self, Repeatable};
use crate::host::Host;
use crate::operations::AccountView;
use crate::problem::{Kind, Problem, Result};

impl Host {
    /// One account, after its provider was asked about it.
    ///
    /// # Errors
    /// `ACCOUNT_NOT_FOUND`; `POLICY_DENIED` for auditors; `AUTH_REQUIRED` or `REAUTH_REQUIRED` with a link where the
    /// account has no grant in force, or just lost it; `SCOPE_MISSING` where the grant does not let anybody ask; `CONFLICT`
    /// if it is another user than before, and then nothing is changed.
    pub async fn recheck_account(&self, caller: &Caller, id: &str) -> Result<AccountView> {
        caller.must_act("asking the provider about an account")?;
        let account = self.visible(caller, id).await?;
        self.must_be_active(&account).await?;
        match self.recheck(&account).await {
            Ok(account) => Ok(account.into()),
            Err(problem) => Err(self.with_link(problem, &account).await),
        }
    }

    async fn recheck(&self, account: &Account) -> Result<Account> {
        let accounts = &self.parts.accounts;
        let connection = accounts.connection(&account.connection)?;
        let credential = Credential::Account(accounts.clone(), account.id.clone());
        let mut session = self
            .identity_session(&connection, credential)
            .map_err(|error| Problem::new(Kind::ConnectionUnhealthy, error.to_string()))?;
        let identity = identity::ask(&mut session).await.map_err(|error| problem(&error))?;
        Ok(accounts.learn(account, &identity).await?)
    }
}

fn problem(error: &IdentityError) -> Box<Problem> {
    let said = error.to_string();
    match error {
        IdentityError::Send(error) => explain::send_error(error, Repeatable::Yes),
        IdentityError::Scope { scope } => {
            let mut problem = Problem::new(Kind::ScopeMissing, said);
            problem.missing_scopes = vec![(*scope).to_owned()];
            problem
        }
        IdentityError::Status { status, .. } => {
            let kind = explain::kind_of(*status, &[]);
            let problem = Problem::new(kind, said).with_upstream(Some(*status));
            if matches!(status, 429 | 500..=599) { problem.retryable(None) } else { problem }
        }
        IdentityError::Shape { .. } => Problem::new(Kind::UpstreamServer, said),
    }
}
