//! A session belongs to the caller who opened it, and to the endpoint that it was opened at.
//!
//! The id that a client sees is the transport's random one and a code over it, the caller and the endpoint. Another caller
//! who learns an id gets what an unknown id gets: nothing.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use innkeeper::{Caller, Host};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::parts;
use super::scope::Scope;

/// Where an id stands.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("mcp-session-id");

/// Whose session it is.
pub(crate) struct Owner<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) scope: &'a Scope,
}

/// Ties session ids to their owners.
pub(crate) struct SessionSeal {
    key: Zeroizing<[u8; 32]>,
}

impl SessionSeal {
    pub(crate) fn new(host: &Host) -> Self {
        Self { key: host.derive_key("mcp session") }
    }

    /// Turns the id that a client sent into the transport's own.
    ///
    /// # Errors
    /// Where the id is not one of this owner's.
    pub(crate) fn open(&self, headers: &mut HeaderMap, owner: &Owner<'_>) -> Result<(), UnknownSession> {
        let mut sent = headers.get_all(&HEADER).iter();
        let (Some(value), rest) = (sent.next(), sent.next()) else { return Ok(()) };
        let id = value.to_str().ok().filter(|_| rest.is_none()).and_then(|text| self.opened(text, owner));
        let id = id.and_then(|id| HeaderValue::try_from(id).ok()).ok_or(UnknownSession)?;
        headers.insert(HEADER, id);
        Ok(())
    }

    /// Turns the transport's id into one for its owner, where an answer has one.
    pub(crate) fn close(&self, headers: &mut HeaderMap, owner: &Owner<'_>) {
        let Some(id) = headers.get(&HEADER).and_then(|value| value.to_str().ok()) else { return };
        // The transport's own id never leaves: without a code the answer has none.
        match self.sealed(id, owner) {
            Some(sealed) => headers.insert(HEADER, sealed),
            None => headers.remove(HEADER),
        };
    }

    fn opened<'a>(&self, text: &'a str, owner: &Owner<'_>) -> Option<&'a str> {
        let (id, code) = text.rsplit_once('.')?;
        let code = HEXLOWER.decode(code.as_bytes()).ok()?;
        self.code(id, owner)?.verify_slice(&code).ok()?;
        Some(id)
    }

    fn sealed(&self, id: &str, owner: &Owner<'_>) -> Option<HeaderValue> {
        let code = HEXLOWER.encode(&self.code(id, owner)?.finalize().into_bytes());
        HeaderValue::try_from(format!("{id}.{code}")).ok()
    }

    fn code(&self, id: &str, owner: &Owner<'_>) -> Option<Hmac<Sha256>> {
        let toolset = owner.scope.toolset.as_deref().unwrap_or_default();
        let code = Hmac::<Sha256>::new_from_slice(&self.key[..]).ok()?;
        Some(code.chain_update(parts::joined(&[
            id.as_bytes(),
            owner.caller.id.as_bytes(),
            toolset.as_bytes(),
        ])))
    }
}

/// A session that this caller has not at this endpoint. The answer is the transport's own for a session that it does not
/// know: the client opens a new one.
#[derive(Debug)]
pub(crate) struct UnknownSession;

impl IntoResponse for UnknownSession {
    fn into_response(self) -> Response {
        (StatusCode::NOT_FOUND, "Not Found: Session not found").into_response()
    }
}
