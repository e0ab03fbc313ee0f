//! The storage host: another origin, where finished logs and the files of issues lie behind signed URLs.
//!
//! As at a real object store, the signature in the URL is the credential, and a request that brings another one as
//! well is refused. A client that carries its token across origins finds out here.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use data_encoding::HEXLOWER;
use http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};

use crate::{
    api::{Links, download},
    lock,
    shared::Shared,
    world::{Attachment, Step},
};

/// Where the log of a finished step lies.
pub(crate) fn log_url(links: &Links, step: &Step) -> String {
    let key = step.uuid.bare();
    format!("{}/pipeline-logs/{key}?Signature={}", links.storage, signature(key))
}

/// Where a file beside an issue lies.
pub(crate) fn attachment_url(links: &Links, file: &Attachment) -> String {
    let key = file.uuid.bare();
    format!("{}/issue-attachments/{key}?Signature={}", links.storage, signature(key))
}

/// The routes of the storage host.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/pipeline-logs/{key}", get(log)).route("/issue-attachments/{key}", get(attachment))
}

async fn log(
    State(shared): State<Arc<Shared>>,
    Path(key): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let log = lock(&shared.world).step(&key).map(Step::log);
    hand_out(log.map(String::into_bytes), &key, &query, &headers)
}

async fn attachment(
    State(shared): State<Arc<Shared>>,
    Path(key): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let found = lock(&shared.world).attachment(&key).map(|file| file.bytes.clone());
    hand_out(found, &key, &query, &headers)
}

/// Hands out what lies under a key to whoever has its signature and shows nothing else.
fn hand_out(found: Option<Vec<u8>>, key: &str, query: &[(String, String)], headers: &HeaderMap) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return refuse(StatusCode::BAD_REQUEST, "InvalidArgument", "Only one auth mechanism allowed");
    }
    let signed = query.iter().any(|(name, value)| name == "Signature" && *value == signature(key));
    if !signed {
        return refuse(StatusCode::FORBIDDEN, "SignatureDoesNotMatch", "The signature does not match");
    }
    match found {
        Some(bytes) => download(bytes, "application/octet-stream", headers),
        None => refuse(StatusCode::NOT_FOUND, "NoSuchKey", "The key does not exist"),
    }
}

/// Hard to guess for nobody, but a URL without it is not a URL from us.
fn signature(key: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(format!("storage {key}"))[..16])
}

fn refuse(status: StatusCode, code: &str, message: &str) -> Response {
    let body = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}
