//! `POST /v1/invoke`.

use axum::Extension;
use axum::extract::State;
use innkeeper::{Caller, InvokeReply, InvokeRequest};

use crate::app::App;
use crate::extract::Json;
use crate::problem_response::ProblemResponse;

/// Call a tool
///
/// On behalf of an identifier, or of an account. A tool that does not exist, an input that its schema does not take, an
/// account that is not connected and a policy that says no are problems of their own kinds; nothing was sent then.
#[utoipa::path(
    post, path = "/v1/invoke", tag = "tools", operation_id = "invoke",
    responses((status = 200, description = "The tool's answer", body = InvokeReply)),
)]
pub(crate) async fn invoke(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Json(request): Json<InvokeRequest>,
) -> Result<Json<InvokeReply>, ProblemResponse> {
    Ok(Json(app.host.invoke(&caller, request).await?))
}
