//! `/v1/audit`: what was called, in the order in which it was recorded.

use axum::Extension;
use axum::extract::State;
use innkeeper::{AuditRecord, Caller, Problem};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::extract::{Json, Query};
use crate::problem_response::ProblemResponse;

/// Records that one answer holds, unless it is asked for more, and at most.
const RECORDS: usize = 100;
const MOST_RECORDS: usize = 1_000;

/// Where to read on, and how much.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditQuery {
    /// The number of the last record that the caller has.
    after: Option<u64>,
    limit: Option<usize>,
}

/// A part of the audit, oldest first. The last record's number is the next `after`.
#[derive(Serialize)]
pub(crate) struct Records {
    records: Vec<Numbered>,
}

#[derive(Serialize)]
struct Numbered {
    number: u64,
    #[serde(flatten)]
    record: AuditRecord,
}

pub(crate) async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Records>, ProblemResponse> {
    let limit = query.limit.unwrap_or(RECORDS);
    if !(1..=MOST_RECORDS).contains(&limit) {
        return Err(Problem::bad_field("/limit", format!("must be from 1 to {MOST_RECORDS}")).into());
    }
    let found = app.host.audit(&caller, query.after, limit).await?;
    let records = found.into_iter().map(|(number, record)| Numbered { number, record }).collect();
    Ok(Json(Records { records }))
}
