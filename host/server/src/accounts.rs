//! `/v1/accounts` and what hangs on `/v1/connections/{connection}/accounts`.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use innkeeper::{AccountPage, AccountQuery, AccountView, Caller, LinkView, NewLink};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::extract::{Json, Path, Query};
use crate::problem_response::ProblemResponse;

type Answer<T> = Result<Json<T>, ProblemResponse>;

/// Which account.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ById {
    /// The account's id.
    #[param(pattern = "^acc_[a-z2-7]{26}$")]
    id: String,
}

/// Whose account, and where.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ByIdentifier {
    /// The connection's name.
    connection: String,
    /// What the application calls its user.
    identifier: String,
}

/// What to do before an account is shown.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Showing {
    /// Ask its provider again.
    #[serde(default)]
    refresh: bool,
}

/// A narrower pin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Narrowing {
    /// Slugs of the workspaces that its calls may still touch.
    workspaces: Vec<String>,
}

/// What confirms a person. No `Debug`: the ticket is worth a grant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verification {
    /// The ticket that came to `verify_url`.
    ticket: String,
    /// What the application calls the user who is signed in to it.
    identifier: String,
}

/// Make an account, or get the one there is
///
/// One for each connection and identifier. It is `PENDING` until its user has followed a link.
#[utoipa::path(
    put, path = "/v1/connections/{connection}/accounts/{identifier}", tag = "accounts", operation_id = "ensure_account",
    params(ByIdentifier),
    responses((status = 200, description = "The account", body = AccountView)),
)]
pub(crate) async fn ensure(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ByIdentifier { connection, identifier }): Path<ByIdentifier>,
) -> Answer<AccountView> {
    Ok(Json(app.host.ensure_account(&caller, &connection, &identifier).await?))
}

/// Make a link for an account's user
///
/// The account is made where there is none. The link leads to a page that says who asks for what; it is a secret until it
/// is used or expires.
#[utoipa::path(
    post, path = "/v1/connections/{connection}/accounts/{identifier}/links", tag = "accounts", operation_id = "create_link",
    params(ByIdentifier),
    request_body = Option<NewLink>,
    responses((status = 201, description = "The link", body = LinkView)),
)]
pub(crate) async fn link(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ByIdentifier { connection, identifier }): Path<ByIdentifier>,
    wishes: Option<Json<NewLink>>,
) -> Result<(StatusCode, Json<LinkView>), ProblemResponse> {
    let wishes = wishes.map(|Json(wishes)| wishes).unwrap_or_default();
    let link = app.host.link(&caller, &connection, &identifier, wishes).await?;
    Ok((StatusCode::CREATED, Json(link)))
}

/// List accounts
///
/// A caller that is bound to an identifier sees that one's accounts.
#[utoipa::path(
    get, path = "/v1/accounts", tag = "accounts", operation_id = "list_accounts",
    params(AccountQuery),
    responses((status = 200, description = "A page of accounts", body = AccountPage)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<AccountQuery>,
) -> Answer<AccountPage> {
    Ok(Json(app.host.list_accounts(&caller, query).await?))
}

/// Show an account
#[utoipa::path(
    get, path = "/v1/accounts/{id}", tag = "accounts", operation_id = "get_account",
    params(ById, Showing),
    responses((status = 200, description = "The account", body = AccountView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ById { id }): Path<ById>,
    Query(showing): Query<Showing>,
) -> Answer<AccountView> {
    Ok(Json(if showing.refresh {
        app.host.recheck_account(&caller, &id).await?
    } else {
        app.host.account(&caller, &id).await?
    }))
}

/// Narrow the workspaces that an account's calls may touch
#[utoipa::path(
    patch, path = "/v1/accounts/{id}", tag = "accounts", operation_id = "narrow_account",
    params(ById),
    responses((status = 200, description = "The account, narrower", body = AccountView)),
)]
pub(crate) async fn narrow(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ById { id }): Path<ById>,
    Json(narrowing): Json<Narrowing>,
) -> Answer<AccountView> {
    Ok(Json(app.host.narrow(&caller, &id, &narrowing.workspaces).await?))
}

/// Remove an account, its grant included
#[utoipa::path(
    delete, path = "/v1/accounts/{id}", tag = "accounts", operation_id = "delete_account",
    params(ById),
    responses((status = 204, description = "It is gone")),
)]
pub(crate) async fn remove(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ById { id }): Path<ById>,
) -> Result<StatusCode, ProblemResponse> {
    app.host.remove(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forget an account's grant
///
/// The account stays, `REVOKED`; its user can consent again.
#[utoipa::path(
    post, path = "/v1/accounts/{id}/revoke", tag = "accounts", operation_id = "revoke_account",
    params(ById),
    responses((status = 200, description = "The account, revoked", body = AccountView)),
)]
pub(crate) async fn revoke(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ById { id }): Path<ById>,
) -> Answer<AccountView> {
    Ok(Json(app.host.revoke(&caller, &id).await?))
}

/// Confirm that the person who gave consent is the one whom the link was made for
///
/// For connections with `verify = "app"`: the application knows who is signed in to it.
#[utoipa::path(
    post, path = "/v1/accounts/{id}/verify", tag = "accounts", operation_id = "verify_account",
    params(ById),
    responses((status = 200, description = "The account, active", body = AccountView)),
)]
pub(crate) async fn verify(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ById { id }): Path<ById>,
    Json(given): Json<Verification>,
) -> Answer<AccountView> {
    Ok(Json(app.host.verify(&caller, &id, &given.ticket, &given.identifier).await?))
}
