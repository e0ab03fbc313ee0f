//! What load balancers ask: is the process alive, and can it serve?

use axum::extract::State;
use innkeeper::Kind;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::extract::Json;
use crate::problem_response::{ProblemResponse, with_status};

/// How the host is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    status: &'static str,
}

/// Ask whether the process answers
#[utoipa::path(
    get, path = "/healthz", tag = "host", operation_id = "health", security(()),
    responses((status = 200, description = "It does", body = Health)),
)]
pub(crate) async fn alive() -> Json<Health> {
    Json(Health { status: "alive" })
}

/// Ask whether the host can serve
///
/// It can where its vault answers. Why not is in the log: whoever asks here is nobody we know.
#[utoipa::path(
    get, path = "/readyz", tag = "host", operation_id = "readiness", security(()),
    responses((status = 200, description = "It can", body = Health)),
)]
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Health>, ProblemResponse> {
    match app.host.ready().await {
        Ok(()) => Ok(Json(Health { status: "ready" })),
        Err(_) => Err(with_status(Kind::Internal, 503, "the vault does not answer; the host's log says why")),
    }
}
