//! `/v1/vault`: the master keys, and the way from one to the next. A key is in no answer, only its id.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use innkeeper::{Caller, RekeyView, VaultView};

use crate::app::App;
use crate::extract::Json;
use crate::problem_response::ProblemResponse;

/// Show how the vault stands
///
/// Which master keys seal how many records, and what to do next. For operators and auditors.
#[utoipa::path(
    get, path = "/v1/vault", tag = "host", operation_id = "get_vault",
    responses((status = 200, description = "The vault", body = VaultView)),
)]
pub(crate) async fn status(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<VaultView>, ProblemResponse> {
    Ok(Json(app.host.vault_status(&caller).await?))
}

/// Rewrap what other master keys than the primary seal
///
/// Starts a pass in this host, or joins the one that is under way; `GET /v1/vault` says how far it is.
#[utoipa::path(
    post, path = "/v1/vault/rekey", tag = "host", operation_id = "rekey_vault",
    responses((status = 202, description = "The pass", body = RekeyView)),
)]
pub(crate) async fn rekey(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, ProblemResponse> {
    let begun = app.host.rekey(&caller).await?;
    Ok((StatusCode::ACCEPTED, Json(begun)).into_response())
}
