//! Who calls: one place for every route below `/v1`.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;
use innkeeper::{Caller, Kind, Problem};

use crate::app::App;
use crate::problem_response::ProblemResponse;

/// A caller that the process itself vouches for.
///
/// The command line calls the router without a socket and puts this into the request's extensions. A request that came
/// over HTTP has no extensions but ours, so nobody can send one.
#[derive(Clone, Debug)]
pub struct LocalCaller(pub Caller);

/// Lets requests through that have a caller, and hands the caller on.
pub(crate) async fn require_caller(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, ProblemResponse> {
    let caller = match request.extensions().get::<LocalCaller>() {
        Some(LocalCaller(caller)) => caller.clone(),
        None => app.host.authenticate(bearer(request.headers())?).await?,
    };
    tracing::Span::current().record("caller", caller.id.as_str());
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

/// The token of the one `Authorization: Bearer` header (RFC 6750 §2.1; RFC 9110 §11.1: the scheme in any case).
fn bearer(headers: &HeaderMap) -> Result<&str, ProblemResponse> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (given.next(), given.next()) else {
        return Err(unauthenticated("send exactly one header `Authorization: Bearer <key>`"));
    };
    let value = value.to_str().map_err(|_| unauthenticated("the `Authorization` header is not text"))?;
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && is_token(token) => Ok(token),
        _ => Err(unauthenticated("the `Authorization` header is not `Bearer <key>`")),
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn unauthenticated(detail: &str) -> ProblemResponse {
    Problem::new(Kind::Unauthenticated, detail).into()
}

#[cfg(test)]
mod tests;
