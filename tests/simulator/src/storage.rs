//! The storage host: another origin, where finished logs, downloads, files beside issues and files in Git LFS lie behind
//! signed URLs.
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
    api::{Links, download, media_type},
    lock,
    shared::Shared,
    world::{Attachment, Download, Lfs, Step, World},
};

const BYTES: &str = "application/octet-stream";

/// Logs of finished steps, by the step's UUID.
const LOGS: &str = "pipeline-logs";
/// Downloads of repositories, by their own UUID.
const DOWNLOADS: &str = "downloads";
/// Files beside issues, by their own UUID.
const ATTACHMENTS: &str = "issue-attachments";
/// Files in Git LFS, by their SHA-256.
const MEDIA: &str = "media";

/// Where the log of a finished step lies.
pub(crate) fn log_url(links: &Links, step: &Step) -> String {
    signed_url(links, LOGS, step.uuid.bare())
}

/// Where a download lies.
pub(crate) fn download_url(links: &Links, download: &Download) -> String {
    signed_url(links, DOWNLOADS, download.uuid.bare())
}

/// Where the content of a file in Git LFS lies.
pub(crate) fn media_url(links: &Links, file: &Lfs) -> String {
    signed_url(links, MEDIA, &file.oid())
}

/// Where a file beside an issue lies.
pub(crate) fn attachment_url(links: &Links, file: &Attachment) -> String {
    signed_url(links, ATTACHMENTS, file.uuid.bare())
}

fn signed_url(links: &Links, folder: &str, key: &str) -> String {
    format!("{}/{folder}/{key}?Signature={}", links.storage, signature(key))
}

/// The routes of the storage host.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/{folder}/{key}", get(read))
}

/// Hands out what lies under a key to whoever has its signature and shows nothing else.
async fn read(
    State(shared): State<Arc<Shared>>,
    Path((folder, key)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return refuse(StatusCode::BAD_REQUEST, "InvalidArgument", "Only one auth mechanism allowed");
    }
    let signed = query.iter().any(|(name, value)| name == "Signature" && *value == signature(&key));
    if !signed {
        return refuse(StatusCode::FORBIDDEN, "SignatureDoesNotMatch", "The signature does not match");
    }
    match find(&lock(&shared.world), &folder, &key) {
        Some((bytes, content_type)) => download(bytes, content_type, &headers),
        None => refuse(StatusCode::NOT_FOUND, "NoSuchKey", "The key does not exist"),
    }
}

/// The bytes and their media type.
fn find(world: &World, folder: &str, key: &str) -> Option<(Vec<u8>, &'static str)> {
    match folder {
        LOGS => world.step(key).map(|step| (step.log().into_bytes(), BYTES)),
        DOWNLOADS => world.download(key).map(|found| (found.bytes.clone(), media_type(&found.name))),
        ATTACHMENTS => world.attachment(key).map(|file| (file.bytes.clone(), BYTES)),
        MEDIA => world.stored(key).map(|content| (content.to_vec(), BYTES)),
        _ => None,
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
