//! One call, step by step. Every way in ends here.

use std::sync::Arc;
use std::time::Instant;

use innkeeper_accounts::{Account, Connection, Reach};
use innkeeper_egress::{ApiBase, Credential, Mode, Repeat, SendError, Session, SessionSpec, millis};
use innkeeper_policy::{Effect, Lifecycle, Placements, Refusal};
use innkeeper_runtime::{Attendance, CallFailure, Report};
use serde_json::Value;
use tracing::Instrument;

use crate::answer::{Answer, Asked};
use crate::audit::{self, AuditAccount};
use crate::behalf::{self, Obstacle};
use crate::call::{AccountRef, InvokeReply, InvokeRequest};
use crate::caller::Caller;
use crate::catalogue::Entry;
use crate::dry_run;
use crate::execution_id::execution_id;
use crate::explain::{self, Repeatable};
use crate::host::Host;
use crate::idempotency::{self, Claimed, Outcome};
use crate::input::{self, Input};
use crate::problem::{Kind, Problem, Result};
use crate::seen_through::see_through;
use crate::trace::{self, Trace};

/// Where a call's answer comes from.
enum Ran {
    /// It ran.
    Now(AccountRef, Answer),
    /// An earlier one ran under the same idempotency key.
    Before(Box<InvokeReply>),
}

impl Host {
    /// Calls a tool: finds it, validates the input, finds the account, decides, runs the connector, shapes the answer and
    /// writes the audit record.
    ///
    /// A caller that goes away takes neither the call nor its record along: where the future is dropped, the call goes on by
    /// itself, within the host's limit on its time. The request to the provider may have gone out.
    ///
    /// # Errors
    /// A [`Problem`] with the execution's id. The audit has a record either way, before this returns.
    pub async fn invoke(&self, caller: &Caller, request: InvokeRequest) -> Result<InvokeReply> {
        self.invoke_attended(caller, request, Attendance::default()).await
    }

    /// As [`Host::invoke`], for somebody who may stop the call and wants to know how far it is.
    ///
    /// # Errors
    /// Besides those of [`Host::invoke`], `CANCELLED` for a call that was stopped.
    pub async fn invoke_attended(
        &self,
        caller: &Caller,
        request: InvokeRequest,
        attendance: Attendance,
    ) -> Result<InvokeReply> {
        let (host, caller) = (self.clone(), caller.clone());
        let call = async move { host.carry_out(&caller, request, attendance).await };
        see_through("the call", call.in_current_span()).await
    }

    async fn carry_out(
        &self,
        caller: &Caller,
        mut request: InvokeRequest,
        attendance: Attendance,
    ) -> Result<InvokeReply> {
        let execution_id = execution_id();
        let start = Instant::now();
        let mut trace = Trace::default();
        let input = request.input.take();
        let outcome = self.run(caller, &request, input, attendance, &mut trace).await;
        let kind = outcome.as_ref().err().map(|problem| problem.kind);
        let took = start.elapsed();
        self.parts.metrics.count(&trace, kind, took);
        let duration_ms = millis(took);
        let record = trace.record(&execution_id, caller, &request, kind, duration_ms);
        trace::log(&record);
        audit::append(&self.parts.vault, &record).await?;
        let (claim, may_have_acted) = (trace.claim.take(), trace.may_have_acted());
        let result = match outcome {
            Ok(Ran::Now(account, answer)) => {
                Ok(trace.reply(execution_id, request.tool, account, answer, duration_ms))
            }
            Ok(Ran::Before(reply)) => Ok(*reply),
            Err(mut problem) => {
                problem.execution_id = Some(execution_id);
                Err(problem)
            }
        };
        match claim {
            Some(claim) if may_have_acted => claim.keep(&self.parts.vault, &Outcome::from(&result)).await,
            Some(claim) => claim.release(&self.parts.vault).await,
            None => {}
        }
        result
    }

    async fn run(
        &self,
        caller: &Caller,
        request: &InvokeRequest,
        input: Value,
        attendance: Attendance,
        trace: &mut Trace,
    ) -> Result<Ran> {
        caller.must_act("calling a tool")?;
        let entry = self.catalogue().get(&request.tool)?;
        trace.entry = Some(Arc::clone(&entry));
        trace.dry_run = request.dry_run;
        behalf::must_be_allowed(&entry, &caller.rights)?;
        let mut input = input::validate(&entry, input)?;
        let InvokeRequest { account_id, identifier, connection, .. } = request;
        let (account_id, identifier) = (account_id.as_deref(), identifier.as_deref());
        let behalf = self.behalf(caller, account_id, identifier, connection.as_deref()).await?;
        let (account, connection) = behalf.into_chosen(&entry)?;
        trace.account = Some(AuditAccount::from(&account));
        if let Err(obstacle) = behalf::must_be_usable(&entry, &caller.rights, &account, &connection) {
            return Err(self.with_link(obstacle.into(), &account).await);
        }
        place(&entry, &account, &mut input)?;
        input::expand_compact(&entry, &mut input);
        if let Some(first) = self.take_key(request, &entry, &account, &input, trace).await? {
            return first.told_again().map(Ran::Before);
        }
        let mode = if request.dry_run { Mode::Plan } else { Mode::Send };
        let session = self.session(&account, &connection, &entry, mode)?;
        let text =
            serde_json::to_string(&input).map_err(|error| Problem::internal("writing the input", &error))?;
        let report = entry.connector.call(&request.tool, &text, session, attendance).await;
        let answer = self.answer(&entry, &input, request.max_bytes, report, trace).await;
        match answer {
            Ok(answer) => {
                if !request.dry_run {
                    self.parts.accounts.touch(&account.id).await?;
                }
                Ok(Ran::Now(AccountRef::from(account), answer))
            }
            Err(problem) => Err(self.with_link(problem, &account).await),
        }
    }

    /// Takes the idempotency key of a write that has one, or gives what was done under it.
    async fn take_key(
        &self,
        request: &InvokeRequest,
        entry: &Entry,
        account: &Account,
        input: &Input,
        trace: &mut Trace,
    ) -> Result<Option<Outcome>> {
        let Some(key) = &request.idempotency_key else { return Ok(None) };
        if request.dry_run || entry.tool.policy.effect == Effect::Read {
            return Ok(None);
        }
        match idempotency::claim(&self.parts.vault, account, key, &request.tool, input).await? {
            Claimed::Before(outcome) => Ok(Some(outcome)),
            Claimed::First(claim) => {
                trace.claim = Some(claim);
                Ok(None)
            }
        }
    }

    pub(crate) async fn must_be_active(&self, account: &Account) -> Result<()> {
        match behalf::must_be_active(account) {
            Ok(()) => Ok(()),
            Err(obstacle) => Err(self.with_link(obstacle.into(), account).await),
        }
    }

    fn session(
        &self,
        account: &Account,
        connection: &Arc<Connection>,
        entry: &Entry,
        mode: Mode,
    ) -> Result<Session> {
        let base = ApiBase::new(&connection.provider().api_base)
            .map_err(|error| Problem::new(Kind::ConnectionUnhealthy, error.to_string()))?;
        let spec = SessionSpec {
            base,
            credential: Credential::Account(self.parts.accounts.clone(), account.id.clone()),
            tool: Arc::clone(&entry.tool.policy),
            pin: account.pin.clone(),
            comparisons: connection.provider().comparisons.clone(),
            placements: match account.reach {
                Reach::Whole => Placements::Free,
                Reach::Limited => Placements::Named(Arc::clone(&connection.provider().placements)),
            },
            callback_hosts: connection.callback_hosts().clone(),
            limits: self.parts.egress_limits.clone(),
            budget: self.parts.budgets.of(connection),
            repeat: entry.repeat(),
            mode,
        };
        Ok(Session::new(self.parts.egress.clone(), spec))
    }

    /// What the guest gave, as an answer or a problem.
    async fn answer(
        &self,
        entry: &Entry,
        input: &Input,
        max_bytes: Option<u64>,
        report: Report,
        trace: &mut Trace,
    ) -> Result<Answer> {
        trace.note(&report);
        let repeatable = entry.repeatable();
        let output = match report.outcome {
            Err(CallFailure::Request(error)) if matches!(*error, SendError::Planned) => {
                return dry_run::answer(&report.planned);
            }
            Ok(output) => output,
            Err(failure) => return Err(explain::call_failure(failure, repeatable).await),
        };
        let most = self.parts.egress_limits.response_bytes;
        let asked =
            Asked { tool: &entry.tool, input, max_bytes: max_bytes.map_or(most, |asked| asked.min(most)) };
        asked.answer(output).await.map_err(|error| explain::answer_error(&error, repeatable))
    }
}

/// Completes the workspace, and holds the one that was given against the pin.
fn place(entry: &Entry, account: &Account, input: &mut Input) -> Result<()> {
    input::complete(entry, &account.pin, input)?;
    match input.get("workspace").and_then(Value::as_str) {
        Some(workspace) if !account.pin.allows(workspace) => {
            let (tool, workspace) = (entry.tool.policy.name.clone(), workspace.to_owned());
            Err(Obstacle::Refused(Refusal::Workspace {
                tool,
                workspace,
                position: "input `workspace`".to_owned(),
            })
            .into())
        }
        _ => Ok(()),
    }
}

impl Entry {
    /// Which of a call's requests may be sent again.
    fn repeat(&self) -> Repeat {
        if self.tool.idempotent { Repeat::Everything } else { Repeat::Reads }
    }

    fn repeatable(&self) -> Repeatable {
        if self.tool.idempotent || self.tool.policy.effect == Effect::Read {
            Repeatable::Yes
        } else {
            Repeatable::No
        }
    }

    /// What a caller should know about the tool's future.
    pub(crate) fn warning(&self) -> Option<String> {
        match &self.tool.policy.lifecycle {
            Lifecycle::Live => None,
            Lifecycle::Deprecated { since, reason } => Some(format!("deprecated since {since}: {reason}")),
            Lifecycle::Restricted { since, reason } => Some(format!("restricted since {since}: {reason}")),
            Lifecycle::Removed { since, reason } => {
                Some(format!("removed by the provider on {since}: {reason}"))
            }
        }
    }
}
