//! `/v1/audit` and `/v1/executions`: what was called and changed, in the order in which it was recorded.

use axum::Extension;
use axum::extract::State;
use innkeeper::{AuditPage, AuditQuery, Caller, ExecutionEntry};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::extract::{Json, Path, Query};
use crate::problem_response::ProblemResponse;

/// Which execution.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ById {
    /// The execution's id, as a call's answer or problem names it.
    #[param(pattern = "^exec_[0-9a-v]{26}$")]
    id: String,
}

/// Read the audit
///
/// One record for each call of a tool and for each change of keys, accounts, links, connections, connectors and the vault,
/// allowed or not, oldest first. A change has an `action`, a call an `execution_id`. For operators and auditors.
#[utoipa::path(
    get, path = "/v1/audit", tag = "audit", operation_id = "list_audit",
    params(AuditQuery),
    responses((status = 200, description = "A part of the audit", body = AuditPage)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditPage>, ProblemResponse> {
    Ok(Json(app.host.audit(&caller, &query).await?))
}

/// Show an execution
///
/// What was called, for whom, and how it ended; neither its input nor its answer. Agents see their own.
#[utoipa::path(
    get, path = "/v1/executions/{id}", tag = "audit", operation_id = "get_execution",
    params(ById),
    responses((status = 200, description = "The execution's record", body = ExecutionEntry)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<ExecutionEntry>, ProblemResponse> {
    Ok(Json(app.host.execution(&caller, &id).await?))
}
