//! `GET /metrics`: what the host counts of itself, for Prometheus.
//!
//! Open without a key, as `/healthz` is: there is nobody's name, identifier or token in it. `docs/metrics.md` has all of it.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use crate::app::App;
use crate::problem_response::ProblemResponse;

/// The text format of OpenMetrics 1.0.
const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Read what the host counts of itself
#[utoipa::path(
    get, path = "/metrics", tag = "host", operation_id = "metrics", security(()),
    responses((status = 200, description = "OpenMetrics", body = String, content_type = "application/openmetrics-text")),
)]
pub(crate) async fn read(State(app): State<App>) -> Result<impl IntoResponse, ProblemResponse> {
    Ok(([(CONTENT_TYPE, FORMAT)], app.host.metrics().await?))
}
