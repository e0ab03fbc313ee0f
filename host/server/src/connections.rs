//! `/v1/connections`: which OAuth consumers there are. Their secrets are in no answer.

use axum::extract::State;
use innkeeper::ConnectionView;
use serde::Serialize;

use crate::app::App;
use crate::extract::{Json, Path};
use crate::problem_response::ProblemResponse;

/// All connections.
#[derive(Serialize)]
pub(crate) struct Connections {
    connections: Vec<ConnectionView>,
}

pub(crate) async fn list(State(app): State<App>) -> Json<Connections> {
    Json(Connections { connections: app.host.connections() })
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<ConnectionView>, ProblemResponse> {
    Ok(Json(app.host.connection(&name).await?))
}
