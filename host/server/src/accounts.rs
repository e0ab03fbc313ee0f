//! `/v1/accounts` and what hangs on `/v1/connections/{connection}/accounts`.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use innkeeper::{AccountPage, AccountQuery, AccountView, Caller, LinkView, NewLink};
use serde::Deserialize;

use crate::app::App;
use crate::extract::{Json, Path, Query};
use crate::problem_response::ProblemResponse;

type Answer<T> = Result<Json<T>, ProblemResponse>;

/// What to do before an account is shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Showing {
    /// Ask its provider again.
    #[serde(default)]
    refresh: bool,
}

/// A narrower pin.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Narrowing {
    workspaces: Vec<String>,
}

/// What confirms a person. No `Debug`: the ticket is worth a grant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verification {
    ticket: String,
    identifier: String,
}

pub(crate) async fn ensure(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((connection, identifier)): Path<(String, String)>,
) -> Answer<AccountView> {
    Ok(Json(app.host.ensure_account(&caller, &connection, &identifier).await?))
}

pub(crate) async fn link(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((connection, identifier)): Path<(String, String)>,
    wishes: Option<Json<NewLink>>,
) -> Result<(StatusCode, Json<LinkView>), ProblemResponse> {
    let wishes = wishes.map(|Json(wishes)| wishes).unwrap_or_default();
    let link = app.host.link(&caller, &connection, &identifier, wishes).await?;
    Ok((StatusCode::CREATED, Json(link)))
}

pub(crate) async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<AccountQuery>,
) -> Answer<AccountPage> {
    Ok(Json(app.host.list_accounts(&caller, query).await?))
}

pub(crate) async fn show(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(showing): Query<Showing>,
) -> Answer<AccountView> {
    Ok(Json(if showing.refresh {
        app.host.recheck_account(&caller, &id).await?
    } else {
        app.host.account(&caller, &id).await?
    }))
}

pub(crate) async fn narrow(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Json(narrowing): Json<Narrowing>,
) -> Answer<AccountView> {
    Ok(Json(app.host.narrow(&caller, &id, &narrowing.workspaces).await?))
}

pub(crate) async fn remove(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, ProblemResponse> {
    app.host.remove(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn revoke(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer<AccountView> {
    Ok(Json(app.host.revoke(&caller, &id).await?))
}

pub(crate) async fn verify(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Json(given): Json<Verification>,
) -> Answer<AccountView> {
    Ok(Json(app.host.verify(&caller, &id, &given.ticket, &given.identifier).await?))
}
