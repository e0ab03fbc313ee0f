//! `/v1/connectors`: which there are, and those that operators add, approve and remove.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use innkeeper::{Caller, ConnectorPage, ConnectorView, PageQuery};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::extract::{Component, Json, Path, Query};
use crate::problem_response::ProblemResponse;

type Answer<T> = Result<Json<T>, ProblemResponse>;

/// Which connector.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ByName {
    /// The connector's name, which is its toolset's.
    name: String,
}

/// What the component is expected to be.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Adding {
    /// The name that its manifest has to have.
    name: Option<String>,
}

/// Which version was looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approval {
    /// The SHA-256 of its component, in hexadecimal.
    digest: String,
}

/// List connectors
#[utoipa::path(
    get, path = "/v1/connectors", tag = "connectors", operation_id = "list_connectors",
    params(PageQuery),
    responses((status = 200, description = "A page of connectors", body = ConnectorPage)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<PageQuery>,
) -> Answer<ConnectorPage> {
    Ok(Json(app.host.connectors(&caller, &query).await?))
}

/// Show a connector, with what it asks for and what waits
#[utoipa::path(
    get, path = "/v1/connectors/{name}", tag = "connectors", operation_id = "get_connector",
    params(ByName),
    responses((status = 200, description = "The connector", body = ConnectorView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ByName { name }): Path<ByName>,
) -> Answer<ConnectorView> {
    Ok(Json(app.host.connector(&caller, &name).await?))
}

/// Add a component as a connector
///
/// It waits for an approval, unless it is an upgrade that asks for no more than what runs.
#[utoipa::path(
    post, path = "/v1/connectors", tag = "connectors", operation_id = "add_connector",
    params(Adding),
    request_body(content = Vec<u8>, content_type = "application/wasm", description = "The component"),
    responses((status = 201, description = "The connector", body = ConnectorView)),
)]
pub(crate) async fn add(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(Adding { name }): Query<Adding>,
    component: Component,
) -> Result<(StatusCode, Json<ConnectorView>), ProblemResponse> {
    let added = app.host.add_connector(&caller, name, component.0).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Approve what a connector asks for
///
/// Its tools can be called then, on all hosts on the vault.
#[utoipa::path(
    post, path = "/v1/connectors/{name}/approve", tag = "connectors", operation_id = "approve_connector",
    params(ByName),
    responses((status = 200, description = "The connector", body = ConnectorView)),
)]
pub(crate) async fn approve(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ByName { name }): Path<ByName>,
    Json(Approval { digest }): Json<Approval>,
) -> Answer<ConnectorView> {
    Ok(Json(app.host.approve_connector(&caller, &name, &digest).await?))
}

/// Remove a connector
#[utoipa::path(
    delete, path = "/v1/connectors/{name}", tag = "connectors", operation_id = "delete_connector",
    params(ByName),
    responses((status = 204, description = "It is gone")),
)]
pub(crate) async fn remove(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(ByName { name }): Path<ByName>,
) -> Result<StatusCode, ProblemResponse> {
    app.host.remove_connector(&caller, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
