//! The authorize endpoint: who asks, who answers, and the way back.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    response::{Html, IntoResponse, Response},
};
use http::{StatusCode, header};
use url::Url;

use super::{
    authority::{Authority, Challenge, Code, random},
    page,
};
use crate::{api::Query, lock, shared::Shared, world::UserId};

/// A checked request for consent.
pub(super) struct Request {
    pub(super) consumer_name: String,
    consumer_key: String,
    callback: Url,
    /// Kept as sent: the exchange has to repeat it.
    redirect_uri: Option<String>,
    state: Option<String>,
    challenge: Option<Challenge>,
}

/// What the person says.
enum Decision {
    Grant(UserId),
    Deny,
}

/// Shows the page, or goes back at once where the options say who consents.
pub(super) async fn ask(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let request = match Request::read(&lock(&shared.authority), &query) {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    let auto_approve = shared.auto_approve.as_deref();
    let at_once = auto_approve.and_then(|nickname| lock(&shared.world).user_called(nickname));
    match at_once {
        Some(user) => go_back(&shared, request, &Decision::Grant(user)),
        None => Html(page::consent(&request, &query, &lock(&shared.world)).into_string()).into_response(),
    }
}

/// Takes the person's answer. The request stands in the query or in the form, as the page sends it.
pub(super) async fn decide(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
    form: Bytes,
) -> Response {
    let form = String::from_utf8_lossy(&form).into_owned();
    let query = Query::parse(&[query.unwrap_or_default(), form].join("&"));
    let request = match Request::read(&lock(&shared.authority), &query) {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    let decision = if query.first("deny").is_some() {
        Decision::Deny
    } else {
        match lock(&shared.world).user_called(query.first("user").unwrap_or_default()) {
            Some(user) => Decision::Grant(user),
            None => return (StatusCode::BAD_REQUEST, page::message("No such user")).into_response(),
        }
    };
    go_back(&shared, request, &decision)
}

/// A request that cannot be sent back to anybody, or not with a code.
pub(super) enum Misconfigured {
    /// The consumer or its address is wrong: nobody is redirected anywhere.
    Client,
    /// The consumer may be told.
    Told { callback: Url, error: &'static str },
}

impl Request {
    fn read(authority: &Authority, query: &Query) -> Result<Self, Misconfigured> {
        let key = query.first("client_id").unwrap_or_default();
        let consumer = authority.consumer(key).ok_or(Misconfigured::Client)?;
        let redirect_uri = query.first("redirect_uri").map(str::to_owned);
        if redirect_uri.as_ref().is_some_and(|sent| *sent != consumer.callback_url) {
            return Err(Misconfigured::Client);
        }
        let callback = Url::parse(&consumer.callback_url).map_err(|_| Misconfigured::Client)?;
        let state = query.first("state").map(str::to_owned);
        if query.first("response_type") != Some("code") {
            let callback = with_state(callback, state.as_deref());
            return Err(Misconfigured::Told { callback, error: "unsupported_response_type" });
        }
        Ok(Self {
            consumer_name: consumer.name.clone(),
            consumer_key: consumer.key.clone(),
            callback,
            redirect_uri,
            state,
            challenge: challenge(query),
        })
    }
}

impl IntoResponse for Misconfigured {
    fn into_response(self) -> Response {
        match self {
            Self::Client => {
                let text = "Invalid redirect_uri. This integration is misconfigured. Contact the vendor for assistance.";
                (StatusCode::BAD_REQUEST, page::message(text)).into_response()
            }
            Self::Told { mut callback, error } => {
                callback.query_pairs_mut().append_pair("error", error);
                found(&callback)
            }
        }
    }
}

fn challenge(query: &Query) -> Option<Challenge> {
    let text = query.first("code_challenge")?.to_owned();
    let hashed = query.first("code_challenge_method") == Some("S256");
    Some(if hashed { Challenge::Sha256(text) } else { Challenge::Plain(text) })
}

fn go_back(shared: &Shared, request: Request, decision: &Decision) -> Response {
    let mut callback = with_state(request.callback, request.state.as_deref());
    match *decision {
        Decision::Deny => {
            callback.query_pairs_mut().append_pair("error", "access_denied");
        }
        Decision::Grant(user) => {
            let Ok(text) = random(24) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
            callback.query_pairs_mut().append_pair("code", &text);
            let code = Code {
                consumer: request.consumer_key,
                user,
                redirect_uri: request.redirect_uri,
                challenge: request.challenge,
                expires_at: Authority::code_expiry(shared.clock.now()),
            };
            lock(&shared.authority).keep_code(text, code);
        }
    }
    found(&callback)
}

fn with_state(mut callback: Url, state: Option<&str>) -> Url {
    if let Some(state) = state {
        callback.query_pairs_mut().append_pair("state", state);
    }
    callback
}

fn found(address: &Url) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, address.as_str())]).into_response()
}
