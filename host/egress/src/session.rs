//! One call's right to send.

mod lending;
mod prepare;
mod transmit;

use std::sync::Arc;

use innkeeper_accounts::{AccountId, Accounts, Lease};
use innkeeper_policy::{CallbackHosts, Comparisons, Pin, Placements, ToolPolicy};

use crate::budget::{Allowance, ConnectionBudget, RateBudget};
use crate::client::Egress;
use crate::meter::Meter;
use crate::plan::{Mode, Plan, PlannedRequest};
use crate::redirect::Hop;
use crate::repeat::Repeat;
use crate::{ApiBase, Limits, Request, Response, SendError, Usage};

use prepare::Ready;
pub(crate) use prepare::encode_pairs;

/// Whose token a session sends.
#[derive(Clone)]
pub enum Credential {
    /// A connected account's, leased when needed and refreshed once after a 401.
    Account(Accounts, AccountId),
    /// One lease, for the host's own questions about a grant that is not active yet.
    Once(Arc<Lease>),
}

/// What a session is made of.
pub struct SessionSpec {
    /// Where tokens may go.
    pub base: ApiBase,
    /// Whose they are.
    pub credential: Credential,
    /// The tool on whose behalf requests are made: its endpoints are all that may be asked for.
    pub tool: Arc<ToolPolicy>,
    /// The workspaces that requests may name.
    pub pin: Pin,
    /// Where revisions stand that may name another workspace.
    pub comparisons: Comparisons,
    /// Whether the provider may choose where something goes.
    pub placements: Placements,
    /// The hosts that requests may tell the provider to call.
    pub callback_hosts: CallbackHosts,
    /// What the call may use.
    pub limits: Limits,
    /// The rate budget of the account's connection.
    pub budget: Arc<ConnectionBudget>,
    /// Which of its requests may be sent again.
    pub repeat: Repeat,
    /// Whether anything is sent at all.
    pub mode: Mode,
}

/// One call's right to send requests for one tool as one account.
pub struct Session {
    egress: Egress,
    spec: SessionSpec,
    meter: Arc<Meter>,
    lease: Option<Arc<Lease>>,
    allowance: Allowance,
    plan: Plan,
}

impl Session {
    /// A session that has sent nothing yet.
    #[must_use]
    pub fn new(egress: Egress, spec: SessionSpec) -> Self {
        let account = match &spec.credential {
            Credential::Account(_, id) => id.clone(),
            Credential::Once(lease) => lease.account_id.clone(),
        };
        let allowance = Allowance::new(Arc::clone(&spec.budget), account);
        Self { egress, spec, meter: Arc::default(), lease: None, allowance, plan: Plan::default() }
    }

    /// Where the account stands with the budget groups that its requests belonged to.
    #[must_use]
    pub fn rate_budget(&self) -> Vec<RateBudget> {
        self.allowance.standing()
    }

    /// What has been used so far.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.meter.snapshot()
    }

    /// What would have been sent, in its order; empty unless the session only plans.
    #[must_use]
    pub fn planned(&self) -> Vec<PlannedRequest> {
        self.plan.requests()
    }

    /// Sends a request and waits for the head of its response.
    ///
    /// Cancelling is safe: a request that is under way is abandoned, a refresh that it waits for goes on by itself.
    ///
    /// # Errors
    /// Each [`SendError`] says whether the request may have reached the provider.
    pub async fn send(&mut self, request: Request) -> Result<Response, SendError> {
        let tool = Arc::clone(&self.spec.tool);
        let ready = self.prepare(&tool, request)?;
        self.let_go(ready).await
    }

    /// Reads what an answer of the provider linked to.
    ///
    /// Cancelling is safe, as it is for [`Session::send`].
    ///
    /// # Errors
    /// [`Refusal::Link`](innkeeper_policy::Refusal::Link) where the link is not below the API base, or to none of the
    /// tool's GET endpoints; else as [`Session::send`].
    pub async fn follow_link(&mut self, link: &str) -> Result<Response, SendError> {
        let tool = Arc::clone(&self.spec.tool);
        let ready = self.linked(&tool, link)?;
        self.let_go(ready).await
    }

    /// Whether a request would be let go. Sends nothing and uses nothing up.
    ///
    /// # Errors
    /// What [`Session::send`] would refuse before it sends.
    pub fn check(&mut self, request: Request) -> Result<(), SendError> {
        let tool = Arc::clone(&self.spec.tool);
        let ready = self.prepare(&tool, request)?;
        if self.spec.mode == Mode::Plan {
            self.plan.check(ready.planned());
        }
        Ok(())
    }

    /// Sends what policy let through, or writes it down where the session only plans.
    async fn let_go(&mut self, ready: Ready<'_>) -> Result<Response, SendError> {
        if self.spec.mode == Mode::Plan {
            self.plan.send(ready.planned());
            return Err(SendError::Planned);
        }
        self.meter.charge_body(ready.outbound.payload.len(), self.spec.limits.bytes_out)?;
        self.timed_follow(&ready.outbound, ready.endpoint, Hop::Within(ready.url)).await
    }
}
