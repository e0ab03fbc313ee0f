//! A handler that forwards a request with a token, and does nothing else that a host does.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;

use super::{Forwarder, listen};
use crate::server::Ready;

/// What it needs of the body that `POST /v1/invoke` takes.
#[derive(Deserialize)]
struct Call {
    input: Input,
}

#[derive(Deserialize)]
struct Input {
    workspace: String,
    pagelen: u32,
}

pub(super) async fn start(origin: &str) -> Ready {
    let router = Router::new().route("/v1/invoke", post(forward)).with_state(Forwarder::to(origin));
    listen(router).await
}

async fn forward(State(forwarder): State<Forwarder>, Json(call): Json<Call>) -> impl IntoResponse {
    let response = forwarder.repositories(&call.input.workspace, call.input.pagelen).await;
    let status = response.status();
    (status, [(CONTENT_TYPE, "application/json")], response.bytes().await.unwrap())
}
