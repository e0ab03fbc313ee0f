//! `/v1/keys` and `/v1/session-tokens`. A value is in the answer that made it, and never again.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use innkeeper::{Caller, KeyPage, KeyView, NewKey, NewSession, PageQuery};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::extract::{Json, Path, Query};
use crate::problem_response::ProblemResponse;

/// Which key.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ById {
    /// The key's id: the 12 characters after `ik_`.
    #[param(pattern = "^[0-9a-f]{12}$")]
    id: String,
}

/// A key that was just made. No `Debug`: this is the one time that its value is seen.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeKey<'a> {
    #[serde(flatten)]
    view: &'a KeyView,
    /// The key itself, `ik_…`. Shown once.
    key: &'a str,
    /// The key's first half, for `POST /oauth/token`.
    client_id: String,
    /// The key's second half.
    client_secret: &'a str,
}

/// A session token that was just made. No `Debug`, as above.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeSession<'a> {
    /// The token itself, `is_…`. Shown once.
    token: &'a str,
    /// When it ends.
    expires_at: Option<Timestamp>,
}

/// List keys and session tokens, without their values
#[utoipa::path(
    get, path = "/v1/keys", tag = "keys", operation_id = "list_keys",
    params(PageQuery),
    responses((status = 200, description = "A page of keys", body = KeyPage)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<PageQuery>,
) -> Result<Json<KeyPage>, ProblemResponse> {
    Ok(Json(app.host.list_keys(&caller, &query).await?))
}

/// Make a key
#[utoipa::path(
    post, path = "/v1/keys", tag = "keys", operation_id = "create_key",
    responses((status = 201, description = "The key, this once with its value", body = MadeKey)),
)]
pub(crate) async fn create(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Json(wanted): Json<NewKey>,
) -> Result<Response, ProblemResponse> {
    let made = app.host.create_key(&caller, wanted).await?;
    let (client_id, client_secret) = made.halves();
    let answer = MadeKey { view: &made.view, key: made.value.expose(), client_id, client_secret };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// End a key, and the session tokens that came from it
#[utoipa::path(
    delete, path = "/v1/keys/{id}", tag = "keys", operation_id = "revoke_key",
    params(ById),
    responses((status = 204, description = "It has ended")),
)]
pub(crate) async fn revoke(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ById { id }): Path<ById>,
) -> Result<StatusCode, ProblemResponse> {
    app.host.revoke_key(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make a session token
///
/// For one identifier and a day at most, with rights that its maker has.
#[utoipa::path(
    post, path = "/v1/session-tokens", tag = "keys", operation_id = "create_session_token",
    responses((status = 201, description = "The token, this once", body = MadeSession)),
)]
pub(crate) async fn open_session(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Json(wanted): Json<NewSession>,
) -> Result<Response, ProblemResponse> {
    let made = app.host.open_session(&caller, wanted).await?;
    let answer = MadeSession { token: made.value.expose(), expires_at: made.view.expires_at };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}
