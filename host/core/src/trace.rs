//! What is known of a call while it runs, for its audit record and its reply.

use std::sync::Arc;
use std::time::Duration;

use innkeeper_egress::{RateBudget, Usage};
use innkeeper_runtime::{LogLine, Report};
use jiff::Timestamp;

use crate::answer::Answer;
use crate::audit::{self, AuditAccount, AuditRecord};
use crate::call::{AccountRef, InvokeReply, InvokeRequest, Meta};
use crate::caller::Caller;
use crate::catalogue::Entry;
use crate::idempotency::Claim;
use crate::problem::Kind;

/// Characters of a reason that the audit keeps.
const REASON: usize = 500;

/// What is known of a call while it runs; the audit gets it whatever happens.
#[derive(Default)]
pub(crate) struct Trace {
    pub(crate) entry: Option<Arc<Entry>>,
    pub(crate) account: Option<AuditAccount>,
    pub(crate) dry_run: bool,
    /// The idempotency key that the call has taken.
    pub(crate) claim: Option<Claim>,
    usage: Usage,
    guest: Duration,
    rate_budget: Vec<RateBudget>,
}

// === impl Trace ===

impl Trace {
    /// Takes what a guest's report says besides its outcome.
    pub(crate) fn note(&mut self, report: &Report) {
        self.usage = report.usage.clone();
        self.guest = report.guest;
        self.rate_budget.clone_from(&report.rate_budget);
        write_log(&report.log);
    }

    /// Time in the connector, where it ran.
    pub(crate) fn guest(&self) -> Option<Duration> {
        (self.guest > Duration::ZERO).then_some(self.guest)
    }

    /// Time waiting for the provider, where it was asked.
    pub(crate) fn upstream(&self) -> Option<Duration> {
        (self.usage.requests > 0).then_some(self.usage.upstream)
    }

    /// Whether the provider may have carried out a write.
    pub(crate) fn may_have_acted(&self) -> bool {
        self.usage.writes > 0
    }

    /// The audit's record, which takes the account with it.
    pub(crate) fn record(
        &mut self,
        execution_id: &str,
        caller: &Caller,
        request: &InvokeRequest,
        kind: Option<Kind>,
        duration_ms: u64,
    ) -> AuditRecord {
        AuditRecord {
            execution_id: execution_id.to_owned(),
            at: Timestamp::now(),
            caller: caller.id.clone(),
            role: caller.role,
            tool: request.tool.chars().take(100).collect(),
            effect: self.entry.as_ref().map(|entry| entry.tool.policy.effect),
            connector: self.entry.as_ref().map(|entry| entry.connector.digest().to_owned()),
            account: self.account.take(),
            outcome: audit::outcome(kind),
            upstream_status: self.usage.status,
            requests: self.usage.requests,
            dry_run: self.dry_run,
            duration_ms,
            reason: request.reason.as_ref().map(|reason| reason.chars().take(REASON).collect()),
        }
    }

    pub(crate) fn reply(
        self,
        execution_id: String,
        tool: String,
        account: AccountRef,
        answer: Answer,
        duration_ms: u64,
    ) -> InvokeReply {
        InvokeReply {
            execution_id,
            tool,
            account,
            data: answer.data,
            truncated: answer.truncated,
            next: answer.next,
            meta: Meta {
                duration_ms,
                upstream_status: self.usage.status,
                guest_us: u64::try_from(self.guest.as_micros()).unwrap_or(u64::MAX),
                upstream_ms: self.usage.upstream.as_secs_f64() * 1_000.0,
                requests: self.usage.requests,
                retries: self.usage.repeats,
                rate_budget: self.rate_budget,
                dry_run: self.dry_run,
                replayed: false,
                warning: self.entry.and_then(|entry| entry.warning()),
            },
        }
    }
}

/// One event per decision; the record says the rest.
pub(crate) fn log(record: &AuditRecord) {
    tracing::info!(
        execution_id = record.execution_id,
        tool = record.tool,
        caller = record.caller,
        account = record.account.as_ref().map(|account| account.id.as_str()),
        outcome = record.outcome,
        upstream_status = record.upstream_status,
        duration_ms = record.duration_ms,
        "execution"
    );
}

/// Lines of the connector, at debug level or above the level that it chose.
fn write_log(lines: &[LogLine]) {
    for line in lines {
        match line.level {
            tracing::Level::ERROR | tracing::Level::WARN => {
                tracing::warn!(message = %line.message, "connector")
            }
            _ => tracing::debug!(message = %line.message, "connector"),
        }
    }
}
