//! Who calls: one place for every route below `/v1`, and for `/mcp`.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use innkeeper::{Caller, Kind, Problem};

use crate::app::App;
use crate::challenge::{Fault, challenge};
use crate::problem_response::{ProblemResponse, with_status};

/// A caller that the process itself vouches for.
///
/// The command line calls the router without a socket and puts this into the request's extensions. A request that came
/// over HTTP has no extensions but ours, so nobody can send one.
#[derive(Clone, Debug)]
pub struct LocalCaller(pub Caller);

/// A request that is not let in: what to tell it, and in which words of RFC 6750.
type NotLetIn = (Fault, Box<Problem>);

/// Lets requests through that have a caller, and hands the caller on.
///
/// It has to see the whole path of the request (so it goes around a nested router, not into it): `/mcp` and its toolsets are
/// resources of their own, and the answer to a stranger leads to the description of the right one.
pub(crate) async fn require_caller(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let caller = match request.extensions().get::<LocalCaller>() {
        Some(LocalCaller(caller)) => caller.clone(),
        None => match authenticated(&app, request.headers()).await {
            Ok(caller) => caller,
            Err((fault, problem)) => return not_let_in(&app, request.uri().path(), fault, problem),
        },
    };
    tracing::Span::current().record("caller", caller.id.as_str());
    request.extensions_mut().insert(caller);
    next.run(request).await
}

async fn authenticated(app: &App, headers: &HeaderMap) -> Result<Caller, NotLetIn> {
    let token = bearer(headers)?;
    app.host.authenticate(token).await.map_err(|problem| (Fault::Token, problem))
}

/// Only an answer that asks for another token has the header: a token without rights is 403, and a host that cannot look 503.
fn not_let_in(app: &App, path: &str, fault: Fault, problem: Box<Problem>) -> Response {
    let asks = fault != Fault::Token || problem.kind == Kind::Unauthenticated;
    let header = asks.then(|| challenge(&app.public_url, path, fault, &problem.detail));
    let refusal = match fault {
        Fault::Request => with_status(Kind::BadInput, 400, problem.detail),
        Fault::Nothing | Fault::Token => ProblemResponse::from(problem),
    };
    let mut response = refusal.into_response();
    if let Some(header) = header {
        response.headers_mut().insert(WWW_AUTHENTICATE, header);
    }
    response
}

/// The token of the one `Authorization: Bearer` header (RFC 6750 §2.1; RFC 9110 §11.1: the scheme in any case).
fn bearer(headers: &HeaderMap) -> Result<&str, NotLetIn> {
    let not = |fault, detail: &str| (fault, Problem::new(Kind::Unauthenticated, detail));
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let value = match (given.next(), given.next()) {
        (Some(value), None) => value,
        (None, _) => return Err(not(Fault::Nothing, "send a header `Authorization: Bearer <key>`")),
        (Some(_), Some(_)) => {
            return Err(not(Fault::Request, "send one `Authorization` header; there are several"));
        }
    };
    let value = value.to_str().map_err(|_| not(Fault::Token, "the `Authorization` header is not text"))?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        let detail = "the `Authorization` header has another scheme: send `Bearer <key>`";
        return Err(not(Fault::Nothing, detail));
    }
    if is_token(token) {
        Ok(token)
    } else {
        Err(not(Fault::Token, "the `Authorization` header is not `Bearer <key>`"))
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests;
