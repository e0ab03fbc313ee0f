//! `/v1/keys` and `/v1/session-tokens`. A value is in the answer that made it, and never again.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use innkeeper::{Caller, KeyView, NewKey, NewSession};
use serde::Serialize;
use serde_json::json;

use crate::app::App;
use crate::extract::{Json, Path};
use crate::problem_response::ProblemResponse;

/// All keys, without their values.
#[derive(Serialize)]
pub(crate) struct Keys {
    keys: Vec<KeyView>,
}

/// A key that was just made. No `Debug`: this is the one time that its value is seen.
#[derive(Serialize)]
struct Made<'a> {
    #[serde(flatten)]
    view: &'a KeyView,
    key: &'a str,
    /// The key's halves, for `POST /oauth/token`.
    client_id: String,
    client_secret: &'a str,
}

pub(crate) async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Keys>, ProblemResponse> {
    Ok(Json(Keys { keys: app.host.list_keys(&caller).await? }))
}

pub(crate) async fn create(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Json(wanted): Json<NewKey>,
) -> Result<Response, ProblemResponse> {
    let made = app.host.create_key(&caller, wanted).await?;
    let (client_id, client_secret) = made.halves();
    let answer = Made { view: &made.view, key: made.value.expose(), client_id, client_secret };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

pub(crate) async fn revoke(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, ProblemResponse> {
    app.host.revoke_key(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn open_session(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Json(wanted): Json<NewSession>,
) -> Result<Response, ProblemResponse> {
    let made = app.host.open_session(&caller, wanted).await?;
    let answer = json!({ "token": made.value.expose(), "expires_at": made.view.expires_at });
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}
