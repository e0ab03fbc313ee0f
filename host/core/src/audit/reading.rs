//! Reading the audit: page by page, and one execution by its name.

use innkeeper_vault::Sequence;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{AuditRecord, ChangeRecord, LOG};
use crate::Host;
use crate::call::LONGEST_CALL;
use crate::caller::{Caller, Role};
use crate::execution_id::began_at;
use crate::listing::{cut, page_size};
use crate::problem::{Kind, Problem, Result};

/// How far the clocks of hosts on one database may be apart, and how long records overtake one another on their way.
const SKEW: SignedDuration = SignedDuration::from_secs(10);
/// Records that are read at once.
const AT_ONCE: usize = 500;

/// Which part of the audit.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// The number of the last record that the caller has, which is also `next_cursor` of a page.
    #[serde(alias = "after")]
    #[param(value_type = Option<String>, pattern = "^[0-9]{1,19}$")]
    pub cursor: Option<u64>,
    /// Records at most: 100 unless said otherwise, from 1 to 1,000.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<usize>,
}

/// A part of the audit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditPage {
    /// Oldest first.
    pub records: Vec<AuditEntry>,
    /// Where the next page begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A record with its place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Numbers begin at 1 and have no gaps.
    pub number: u64,
    /// The record.
    #[serde(flatten)]
    pub record: Recorded,
}

/// An execution's record with its place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExecutionEntry {
    /// Its number in the audit.
    pub number: u64,
    /// The record.
    #[serde(flatten)]
    pub record: AuditRecord,
}

/// What a record is about: a change has an `action`, an execution has an `execution_id`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Recorded {
    /// A tool was called.
    Execution(AuditRecord),
    /// Something that the host keeps was changed.
    Change(ChangeRecord),
}

impl Recorded {
    /// The execution, where it is one.
    #[must_use]
    pub fn execution(self) -> Option<AuditRecord> {
        match self {
            Self::Execution(record) => Some(record),
            Self::Change(_) => None,
        }
    }

    fn at(&self) -> Timestamp {
        match self {
            Self::Execution(record) => record.at,
            Self::Change(record) => record.at,
        }
    }
}

impl Host {
    /// A page of the audit.
    ///
    /// # Errors
    /// `POLICY_DENIED` for agents, `BAD_INPUT` for a limit that is none.
    pub async fn audit(&self, caller: &Caller, query: &AuditQuery) -> Result<AuditPage> {
        caller.must_oversee("reading the audit")?;
        let limit = page_size(query.limit)?;
        let found = self.entries(query.cursor.unwrap_or(0), limit.saturating_add(1)).await?;
        let (records, next_cursor) = cut(found, limit, |entry| entry.number.to_string());
        Ok(AuditPage { records, next_cursor })
    }

    /// What an execution was. Agents see their own.
    ///
    /// # Errors
    /// `NOT_FOUND`, also for other callers' executions.
    pub async fn execution(&self, caller: &Caller, id: &str) -> Result<ExecutionEntry> {
        let may_see = |record: &AuditRecord| caller.role != Role::Agent || record.caller == caller.id;
        let found = match began_at(id) {
            Some(began) => self.recorded(id, began).await?.filter(|entry| may_see(&entry.record)),
            None => None,
        };
        found.ok_or_else(|| {
            let said = "there is no execution of this id; a call's answer names it, `execution_id`";
            Problem::new(Kind::NotFound, said)
        })
    }

    /// The record of an execution that began then. Records are in the order in which executions ended, but for what clocks
    /// and concurrency shift, so the place is found by halving, and the record by reading on from there.
    async fn recorded(&self, id: &str, began: Timestamp) -> Result<Option<ExecutionEntry>> {
        let mut after = self.last_before(began.saturating_sub(SKEW).unwrap_or(Timestamp::MIN)).await?;
        let latest = began.saturating_add(LONGEST_CALL).unwrap_or(Timestamp::MAX);
        loop {
            let entries = self.entries(after, AT_ONCE).await?;
            let Some(last) = entries.last() else { return Ok(None) };
            let is_beyond = last.record.at() > latest;
            after = last.number;
            let execution = |AuditEntry { number, record }: AuditEntry| {
                let record = record.execution().filter(|record| record.execution_id == id)?;
                Some(ExecutionEntry { number, record })
            };
            let found = entries.into_iter().find_map(execution);
            if found.is_some() || is_beyond {
                return Ok(found);
            }
        }
    }

    /// The number of the last record of executions that ended before `time`; 0 where there is none.
    async fn last_before(&self, time: Timestamp) -> Result<u64> {
        let (mut before, mut step) = (0, 1);
        while self.is_before(before + step, time).await? {
            before += step;
            step *= 2;
        }
        // What is sought lies from `before` to below `before + step`.
        while step > 1 {
            step /= 2;
            if self.is_before(before + step, time).await? {
                before += step;
            }
        }
        Ok(before)
    }

    /// Whether there is a record of this number, of an execution that ended before `time`.
    async fn is_before(&self, number: u64, time: Timestamp) -> Result<bool> {
        let entries = self.entries(number - 1, 1).await?;
        Ok(entries.first().is_some_and(|entry| entry.record.at() < time))
    }

    async fn entries(&self, after: u64, limit: usize) -> Result<Vec<AuditEntry>> {
        let failed = |error: &dyn std::fmt::Display| Problem::internal("reading the audit", error);
        let after = Some(after).filter(|after| *after > 0).map(Sequence::new);
        let lines = self.parts.vault.read_log(LOG, after, limit).await.map_err(|error| failed(&error))?;
        let entry = |(number, line): (Sequence, Vec<u8>)| {
            let record = serde_json::from_slice(&line).map_err(|error| failed(&error))?;
            Ok(AuditEntry { number: number.get(), record })
        };
        lines.into_iter().map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Recorded;

    fn parsed(line: serde_json::Value) -> Recorded {
        serde_json::from_str(&line.to_string()).unwrap()
    }

    #[test]
    fn records_of_executions_from_before_changes_were_recorded_are_read() {
        let old = json!({
            "execution_id": "exec_1", "at": "2026-11-24T12:00:00Z", "caller": "bootstrap", "role": "operator",
            "tool": "bitbucket_user_get", "effect": "read", "connector": null, "account": null, "outcome": "OK",
            "upstream_status": 200, "requests": 1, "duration_ms": 17, "reason": null,
        });
        assert_eq!(parsed(old).execution().unwrap().execution_id, "exec_1");
        let change = json!({
            "action": "key.revoke", "at": "2026-11-24T12:00:00Z", "caller": "bootstrap", "role": "operator",
            "object": "0123456789ab", "outcome": "NOT_FOUND",
        });
        assert!(
            matches!(parsed(change), Recorded::Change(change) if change.object.as_deref() == Some("0123456789ab"))
        );
    }
}
