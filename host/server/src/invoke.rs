//! `POST /v1/invoke`.

use axum::Extension;
use axum::extract::State;
use innkeeper::{Caller, InvokeReply, InvokeRequest, Problem};
use tracing::Instrument;

use crate::app::App;
use crate::extract::Json;
use crate::problem_response::ProblemResponse;

/// Calls a tool.
///
/// The call runs in a task of its own: a client that hangs up half-way must not take the audit record with it, for the
/// request to the provider may have gone out. The host's own limit on a call's time bounds the task.
pub(crate) async fn invoke(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Json(request): Json<InvokeRequest>,
) -> Result<Json<InvokeReply>, ProblemResponse> {
    let call = async move { app.host.invoke(&caller, request).await };
    match tokio::spawn(call.in_current_span()).await {
        Ok(reply) => Ok(Json(reply?)),
        Err(error) => Err(Problem::internal("the call", &error).into()),
    }
}
