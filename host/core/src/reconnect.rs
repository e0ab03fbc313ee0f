//! What becomes of a call whose account does not serve: a link for its user, and the wait for what comes of it.

use std::time::Duration;

use innkeeper_accounts::{Account, LinkRequest, Status};
use innkeeper_policy::ScopeSet;
use tokio::time::Instant;

use crate::caller::Caller;
use crate::host::Host;
use crate::problem::{Kind, Problem, Result};

/// How often somebody who waits looks again. A person is at work meanwhile, maybe through another host.
const LOOK: Duration = Duration::from_millis(250);

impl Host {
    /// Adds a fresh consent link to a problem that consent solves.
    pub(crate) async fn with_link(&self, mut problem: Box<Problem>, account: &Account) -> Box<Problem> {
        match problem.kind {
            Kind::AuthRequired | Kind::ReauthRequired => {}
            Kind::ScopeMissing => match self.out_of_reach(account, &problem.missing_scopes) {
                Ok(None) => {}
                Ok(Some(hint)) => {
                    problem.detail.push_str(&hint);
                    return problem;
                }
                Err(_) => return problem,
            },
            _ => return problem,
        }
        problem.account_id = Some(account.id.to_string());
        match self.parts.accounts.create_link(&account.id, &LinkRequest::default()).await {
            Ok(link) => {
                problem.detail.push_str("; its user connects at `connect_url`");
                problem.connect_url = Some(link.url.to_string());
            }
            Err(error) => tracing::warn!(%error, account = %account.id, "no link could be made"),
        }
        problem
    }

    /// Why consent cannot bring the scopes that an account lacks, where it cannot: a consumer grants what it has ticked.
    fn out_of_reach(&self, account: &Account, missing: &[String]) -> Result<Option<String>> {
        let connection = self.parts.accounts.connection(&account.connection)?;
        let Some(ticked) = connection.scopes() else { return Ok(None) };
        let covered = connection.provider().implications.closure(ticked);
        let beyond: Vec<&str> =
            missing.iter().map(String::as_str).filter(|scope| !covered.contains(*scope)).collect();
        Ok((!beyond.is_empty()).then(|| {
            format!(
                "; the consumer of the connection `{}` does not have {}: an operator ticks it at the provider, then the user connects again",
                account.connection,
                beyond.join(", ")
            )
        }))
    }

    /// Waits until an account's grant serves a tool: active, and wide enough. `false` where it does not within `patience`.
    ///
    /// # Errors
    /// `ACCOUNT_NOT_FOUND`, also where it is removed meanwhile; `TOOL_NOT_FOUND`.
    pub async fn wait_for_consent(
        &self,
        caller: &Caller,
        account: &str,
        tool: &str,
        patience: Duration,
    ) -> Result<bool> {
        let needed = &self.catalogue().get(tool)?.tool.policy.scopes;
        let end = Instant::now() + patience;
        loop {
            if self.serves(&self.visible(caller, account).await?, needed)? {
                return Ok(true);
            }
            if Instant::now() + LOOK > end {
                return Ok(false);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn serves(&self, account: &Account, needed: &ScopeSet) -> Result<bool> {
        let connection = self.parts.accounts.connection(&account.connection)?;
        let missing = connection.provider().implications.missing(needed, &account.scopes);
        Ok(account.status == Status::Active && missing.is_empty())
    }
}
