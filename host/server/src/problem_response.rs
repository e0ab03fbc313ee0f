//! A problem as an HTTP response (RFC 9457).

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use innkeeper::{Kind, Problem};

/// What a handler of the API returns instead of an answer.
#[derive(Debug)]
pub(crate) struct ProblemResponse(Box<Problem>);

/// A problem whose status says more than its kind.
pub(crate) fn with_status(kind: Kind, status: u16, detail: impl Into<String>) -> ProblemResponse {
    let mut problem = Problem::new(kind, detail);
    problem.status = status;
    ProblemResponse(problem)
}

impl From<Box<Problem>> for ProblemResponse {
    fn from(problem: Box<Problem>) -> Self {
        Self(problem)
    }
}

impl IntoResponse for ProblemResponse {
    fn into_response(self) -> Response {
        let problem = *self.0;
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // A problem is strings and numbers, which always serialise; without a body the status would still stand.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after(&problem) {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Whole seconds to wait, rounded up: a client that comes back early is refused again.
fn retry_after(problem: &Problem) -> Option<u64> {
    let waits = matches!(
        problem.kind,
        Kind::RateLimited | Kind::UpstreamRateLimit | Kind::Overloaded | Kind::ConnectionUnhealthy
    );
    problem.retry_after_ms.filter(|_| waits).map(|ms| ms.div_ceil(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_limit_says_when_to_come_back_in_whole_seconds_rounded_up() {
        let problem = Problem::new(Kind::RateLimited, "used up").retryable(Some(1_200));
        let response = ProblemResponse(problem).into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[RETRY_AFTER], "2");
    }

    #[test]
    fn an_unknown_wait_is_not_made_up() {
        let problem = Problem::new(Kind::Overloaded, "full").retryable(None);
        assert!(!ProblemResponse(problem).into_response().headers().contains_key(RETRY_AFTER));
    }
}
