//! `/v1/connectors`: which there are, and those that operators add, approve and remove.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use innkeeper::{Caller, ConnectorPage, ConnectorQuery, ConnectorView};
use serde::Deserialize;

use crate::app::App;
use crate::extract::{Component, Json, Path, Query};
use crate::problem_response::ProblemResponse;

type Answer<T> = Result<Json<T>, ProblemResponse>;

/// What the component is expected to be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Adding {
    name: Option<String>,
}

/// Which version was looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approval {
    digest: String,
}

pub(crate) async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<ConnectorQuery>,
) -> Answer<ConnectorPage> {
    Ok(Json(app.host.connectors(&caller, query).await?))
}

pub(crate) async fn show(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
) -> Answer<ConnectorView> {
    Ok(Json(app.host.connector(&caller, &name).await?))
}

pub(crate) async fn add(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(Adding { name }): Query<Adding>,
    component: Component,
) -> Result<(StatusCode, Json<ConnectorView>), ProblemResponse> {
    let added = app.host.add_connector(&caller, name, component.0).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

pub(crate) async fn approve(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    Json(Approval { digest }): Json<Approval>,
) -> Answer<ConnectorView> {
    Ok(Json(app.host.approve_connector(&caller, &name, &digest).await?))
}

pub(crate) async fn remove(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
) -> Result<StatusCode, ProblemResponse> {
    app.host.remove_connector(&caller, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
