//! `/v1/connections`: which OAuth consumers there are, and setting them. Their secrets come in and are in no answer.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use innkeeper::{AccountsOfIt, Caller, ConnectionPage, ConnectionView, PageQuery, WantedConnection};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::extract::{Json, Path, Query};
use crate::problem_response::ProblemResponse;

/// Which connection.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ByName {
    /// The connection's name.
    connection: String,
}

/// How to remove a connection.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Removal {
    /// What becomes of its accounts; unsaid, there must be none.
    #[param(inline)]
    accounts: Option<Fate>,
}

/// What becomes of accounts.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Fate {
    /// They are removed too.
    Remove,
}

/// List connections
#[utoipa::path(
    get, path = "/v1/connections", tag = "connections", operation_id = "list_connections",
    params(PageQuery),
    responses((status = 200, description = "A page of connections", body = ConnectionPage)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<PageQuery>,
) -> Result<Json<ConnectionPage>, ProblemResponse> {
    Ok(Json(app.host.list_connections(&query).await?))
}

/// Show a connection, with its rate budget
#[utoipa::path(
    get, path = "/v1/connections/{connection}", tag = "connections", operation_id = "get_connection",
    params(ByName),
    responses((status = 200, description = "The connection", body = ConnectionView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Path(ByName { connection }): Path<ByName>,
) -> Result<Json<ConnectionView>, ProblemResponse> {
    Ok(Json(app.host.connection(&connection).await?))
}

/// Make a connection, or change one
///
/// It holds at once, for all hosts on the vault. Connections of `innkeeper.toml` are changed there.
#[utoipa::path(
    put, path = "/v1/connections/{connection}", tag = "connections", operation_id = "set_connection",
    params(ByName),
    responses((status = 200, description = "The connection", body = ConnectionView)),
)]
pub(crate) async fn set(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ByName { connection }): Path<ByName>,
    Json(wanted): Json<WantedConnection>,
) -> Result<Json<ConnectionView>, ProblemResponse> {
    Ok(Json(app.host.set_connection(&caller, &connection, wanted).await?))
}

/// Remove a connection
#[utoipa::path(
    delete, path = "/v1/connections/{connection}", tag = "connections", operation_id = "delete_connection",
    params(ByName, Removal),
    responses((status = 204, description = "It is gone")),
)]
pub(crate) async fn remove(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ByName { connection }): Path<ByName>,
    Query(removal): Query<Removal>,
) -> Result<StatusCode, ProblemResponse> {
    let accounts = match removal.accounts {
        Some(Fate::Remove) => AccountsOfIt::Removed,
        None => AccountsOfIt::MustNotBe,
    };
    app.host.remove_connection(&caller, &connection, accounts).await?;
    Ok(StatusCode::NO_CONTENT)
}
