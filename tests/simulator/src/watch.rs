//! What every request passes on its way in: the journal, and the faults that wait for it.

use std::sync::Arc;

use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};

use crate::{
    fault::Fault, journal::SeenRequest, lock, oauth::TOKEN_PATH, server::Line, shared::Shared,
    traffic::Passage,
};

/// Larger bodies are refused.
const MAX_BODY: usize = 16 << 20;

/// Watches the API and the OAuth server. Of token requests only the number is kept: their bodies hold secrets.
pub(crate) async fn bitbucket(
    State(shared): State<Arc<Shared>>,
    Extension(line): Extension<Line>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    if path == TOKEN_PATH {
        shared.count_token_request();
    }
    let request = match read_whole(request).await {
        Ok((seen, request)) => {
            if path.starts_with("/2.0/") {
                shared.api_requests.keep(seen);
                if count(&shared, &request) == Passage::TurnedAway {
                    return Fault::Status429 { retry_after: None }.stand_in().unwrap_or_default();
                }
            }
            request
        }
        Err(refusal) => return refusal,
    };
    match shared.faults.take(&path) {
        Some(fault) => play(&fault, &shared, &line, request, next).await,
        None => next.run(request).await,
    }
}

/// Counts a request for the consumer whose token it carries.
fn count(shared: &Shared, request: &Request) -> Passage {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer "));
    let consumer = token.and_then(|token| lock(&shared.authority).consumer_of(token));
    consumer.map_or(Passage::Free, |key| shared.traffic.count(&key, request.uri().path(), shared.clock.now()))
}

/// Watches the storage host.
pub(crate) async fn storage(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    match read_whole(request).await {
        Ok((seen, request)) => {
            shared.storage_requests.keep(seen);
            next.run(request).await
        }
        Err(refusal) => refusal,
    }
}

async fn read_whole(request: Request) -> Result<(SeenRequest, Request), Response> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, MAX_BODY).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
    let seen = SeenRequest::new(&parts.method, &parts.uri, &parts.headers, &bytes);
    Ok((seen, Request::from_parts(parts, Body::from(bytes))))
}

async fn play(fault: &Fault, shared: &Shared, line: &Line, mut request: Request, next: Next) -> Response {
    if let Some(response) = fault.stand_in() {
        return response;
    }
    if *fault == Fault::SlowMerge {
        ask_for_a_task(&mut request);
    }
    if let Fault::Stall(time) = fault {
        tokio::time::sleep(*time).await;
    }
    let response = next.run(request).await;
    if *fault == Fault::BreakConnection {
        line.cut();
        // The connection is dropped from outside, and this with it.
        std::future::pending::<()>().await;
    }
    if *fault == Fault::HoldAnswer {
        shared.count_held_answer();
        std::future::pending::<()>().await;
    }
    response
}

/// Makes a merge one that was asked for with `async=true`.
fn ask_for_a_task(request: &mut Request) {
    let path = request.uri().path();
    if let Ok(uri) = format!("{path}?async=true").parse() {
        *request.uri_mut() = uri;
    }
}
