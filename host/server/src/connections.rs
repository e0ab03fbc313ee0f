//! `/v1/connections`: which OAuth consumers there are, and setting them. Their secrets come in and are in no answer.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use innkeeper::{AccountsOfIt, Caller, ConnectionView, WantedConnection};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::extract::{Json, Path, Query};
use crate::problem_response::ProblemResponse;

/// All connections.
#[derive(Serialize)]
pub(crate) struct Connections {
    connections: Vec<ConnectionView>,
}

/// How to remove a connection.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Removal {
    accounts: Option<Fate>,
}

/// What becomes of its accounts. Unsaid: there must be none.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Fate {
    Remove,
}

pub(crate) async fn list(State(app): State<App>) -> Result<Json<Connections>, ProblemResponse> {
    Ok(Json(Connections { connections: app.host.connections().await? }))
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<ConnectionView>, ProblemResponse> {
    Ok(Json(app.host.connection(&name).await?))
}

pub(crate) async fn set(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    Json(wanted): Json<WantedConnection>,
) -> Result<Json<ConnectionView>, ProblemResponse> {
    Ok(Json(app.host.set_connection(&caller, &name, wanted).await?))
}

pub(crate) async fn remove(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    Query(removal): Query<Removal>,
) -> Result<StatusCode, ProblemResponse> {
    let accounts = match removal.accounts {
        Some(Fate::Remove) => AccountsOfIt::Removed,
        None => AccountsOfIt::MustNotBe,
    };
    app.host.remove_connection(&caller, &name, accounts).await?;
    Ok(StatusCode::NO_CONTENT)
}
