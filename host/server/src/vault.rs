//! `/v1/vault`: the master keys, and the way from one to the next. A key is in no answer, only its id.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use innkeeper::{Caller, VaultView};

use crate::app::App;
use crate::extract::Json;
use crate::problem_response::ProblemResponse;

pub(crate) async fn status(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<VaultView>, ProblemResponse> {
    Ok(Json(app.host.vault_status(&caller).await?))
}

/// Starts a rekey pass in this host, or joins the one that is under way; `GET /v1/vault` says how far it is.
pub(crate) async fn rekey(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, ProblemResponse> {
    let begun = app.host.rekey(&caller)?;
    Ok((StatusCode::ACCEPTED, Json(begun)).into_response())
}
