//! What load balancers ask: is the process alive, and can it serve?

use axum::extract::State;
use innkeeper::Kind;
use serde_json::{Value, json};

use crate::app::App;
use crate::extract::Json;
use crate::problem_response::{ProblemResponse, with_status};

/// The process answers.
pub(crate) async fn alive() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// The vault answers too. The reason why not is in the log: whoever asks here is nobody we know.
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Value>, ProblemResponse> {
    match app.host.ready().await {
        Ok(()) => Ok(Json(json!({ "status": "ready" }))),
        Err(_) => Err(with_status(Kind::Internal, 503, "the vault does not answer; the host's log says why")),
    }
}
