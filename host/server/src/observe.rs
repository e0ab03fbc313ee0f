//! What surrounds every request: a span, a request id, the limit of its body, and headers that hold for all answers.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::field::Empty;
use tracing::{Instrument, Span};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Runs a request in its span.
pub(crate) async fn observe(
    State(limit): State<DefaultBodyLimit>,
    mut request: Request,
    next: Next,
) -> Response {
    // Here, and not a layer of its own: each layer is a box and a copy of what is below it, at every request.
    limit.apply(&mut request);
    let id = request_id();
    let span = span(&request, &id);
    let start = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    complete(&mut response, &id);
    let (status, elapsed) = (response.status().as_u16(), start.elapsed());
    span.in_scope(|| tracing::info!(status, duration_ms = elapsed.as_secs_f64() * 1e3, "answered"));
    response
}

/// The route's pattern stands for the path: paths of links hold tickets.
fn span(request: &Request, id: &str) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    tracing::info_span!("request", request_id = id, method = %request.method(), route, caller = Empty)
}

fn complete(response: &mut Response, id: &str) {
    let headers = response.headers_mut();
    // Answers hold other people's data; what may be kept says so itself.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Hexadecimal digits are always a header value.
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
}

/// 16 hexadecimal digits, different for each request of the process and not to be guessed. It names, it grants nothing,
/// so a keyed hash of a counter is random enough.
fn request_id() -> String {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{:016x}", KEY.hash_one(COUNT.fetch_add(1, Ordering::Relaxed)))
}
