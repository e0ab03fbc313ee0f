//! What happens around every operation: token, scopes, checks, handler, and the shape of the answer.

use std::sync::Arc;

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use data_encoding::HEXLOWER;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, Version, header};
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    access::{Bearer, authenticate},
    download::download,
    fields::{Selection, split},
    form,
    operation::{Call, Collection, Operation, Reply},
    query::Query,
    refusal::Refusal,
    removed, strict,
};
use crate::{lock, scope::Scope, shared::Shared};

const GRANTED_SCOPES: HeaderName = HeaderName::from_static("x-oauth-scopes");
const ACCEPTED_SCOPES: HeaderName = HeaderName::from_static("x-accepted-oauth-scopes");
const CREDENTIAL_TYPE: HeaderName = HeaderName::from_static("x-credential-type");

/// A request as it arrived.
pub(super) struct Incoming {
    pub(super) params: Vec<(String, String)>,
    pub(super) version: Version,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Answers a request for `operation`.
pub(super) fn answer(operation: &Operation, shared: &Arc<Shared>, incoming: &Incoming) -> Response {
    let now = shared.clock.now();
    let bearer = match authenticate(&lock(&shared.authority), &incoming.headers, now) {
        Ok(bearer) => bearer,
        Err(refusal) => return refusal.into_response(),
    };
    let answer = carry_out(operation, shared, incoming, &bearer, now);
    let mut response = answer.unwrap_or_else(Refusal::into_response);
    describe_scopes(response.headers_mut(), operation.scopes, &bearer);
    response
}

fn carry_out(
    operation: &Operation,
    shared: &Shared,
    incoming: &Incoming,
    bearer: &Bearer,
    now: Timestamp,
) -> Result<Response, Refusal> {
    removed::check(operation, &lock(&shared.world))?;
    if !bearer.granted.covers(operation.scopes) {
        return Err(Refusal::scopes_missing(operation.scopes, &bearer.granted));
    }
    let query = Query::parse(incoming.uri.query().unwrap_or_default());
    strict::check_query(operation, &query)?;
    require_length(operation, incoming)?;
    let body = strict::check_body(operation.body, &incoming.headers, &incoming.body)?;
    let form = match operation.body {
        super::operation::Body::Form => form::read(&incoming.headers, &incoming.body)?,
        _ => Vec::new(),
    };
    let call = Call {
        caller: bearer.user,
        granted: &bearer.granted,
        params: &incoming.params,
        query: &query,
        body: &body,
        form: &form,
        headers: &incoming.headers,
        links: &shared.links,
        now,
    };
    let reply = (operation.handler)(&mut lock(&shared.world), &call)?;
    let address = format!("{}{}", shared.links.site, incoming.uri.path());
    finish(operation, reply, &call, &address)
}

/// 411 for a write over HTTP/1 that does not say how long its body is (facts, trap 13).
fn require_length(operation: &Operation, incoming: &Incoming) -> Result<(), Refusal> {
    let says = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING]
        .iter()
        .any(|name| incoming.headers.contains_key(name));
    let writes = !matches!(operation.body, super::operation::Body::None);
    if writes && !says && incoming.version < Version::HTTP_2 {
        return Err(Refusal::new(StatusCode::LENGTH_REQUIRED, "Length Required"));
    }
    Ok(())
}

fn finish(operation: &Operation, reply: Reply, call: &Call<'_>, address: &str) -> Result<Response, Refusal> {
    let selection = Selection::parse(call.query.first("fields").unwrap_or_default());
    match reply {
        Reply::Object { status, value, location } => {
            let mut response = json_response(status, &selection.apply(&value, &[]), call.headers);
            if let Some(location) = location {
                set_location(&mut response, &location);
            }
            Ok(response)
        }
        Reply::Collection(collection) => {
            let hidden = hidden_paths(&collection);
            let page = Value::Object(operation.listing.page(collection, call.query, address)?);
            Ok(json_response(StatusCode::OK, &selection.apply(&page, &hidden), call.headers))
        }
        Reply::Empty { status, location } => Ok(empty(status, location.as_deref())),
        Reply::Download { content_type, bytes } => Ok(download(bytes, &content_type, call.headers)),
    }
}

fn hidden_paths(collection: &Collection) -> Vec<Vec<String>> {
    collection.hidden.iter().map(|path| split(&format!("values.{path}"))).collect()
}

/// JSON with an ETag; 304 if the caller has the same already.
fn json_response(status: StatusCode, value: &Value, headers: &HeaderMap) -> Response {
    let text = value.to_string();
    let tag = etag(text.as_bytes());
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if status == StatusCode::OK && known == Some(tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let kind = "application/json; charset=utf-8".to_owned();
    (status, [(header::CONTENT_TYPE, kind), (header::ETAG, tag)], text).into_response()
}

/// A strong validator of these bytes.
pub(super) fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", HEXLOWER.encode(&Sha256::digest(bytes)[..16]))
}

fn empty(status: StatusCode, location: Option<&str>) -> Response {
    let mut response = (status, Body::empty()).into_response();
    if let Some(location) = location {
        set_location(&mut response, location);
    }
    response
}

fn set_location(response: &mut Response, location: &str) {
    set(response.headers_mut(), header::LOCATION, location);
}

fn describe_scopes(headers: &mut HeaderMap, accepted: &[Scope], bearer: &Bearer) {
    let accepted: Vec<&str> = accepted.iter().map(|scope| scope.name()).collect();
    set(headers, GRANTED_SCOPES, &bearer.granted.names().join(", "));
    set(headers, ACCEPTED_SCOPES, &accepted.join(", "));
    set(headers, CREDENTIAL_TYPE, "oauth2");
}

/// Sets a header. Everything written here is visible ASCII; anything else would leave the header out.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
