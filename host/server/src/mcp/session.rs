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
    /// The first seals, all of them open.
    keys: Vec<Zeroizing<[u8; 32]>>,
}

impl SessionSeal {
    pub(crate) fn new(host: &Host) -> Self {
        Self { keys: host.derive_keys("mcp session") }
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
        let made_with = |key: &Zeroizing<[u8; 32]>| {
            code_of(key, id, owner).is_some_and(|made| made.verify_slice(&code).is_ok())
        };
        self.keys.iter().any(made_with).then_some(id)
    }

    fn sealed(&self, id: &str, owner: &Owner<'_>) -> Option<HeaderValue> {
        let code = HEXLOWER.encode(&code_of(self.keys.first()?, id, owner)?.finalize().into_bytes());
        HeaderValue::try_from(format!("{id}.{code}")).ok()
    }
}

/// What ties an id to its owner.
fn code_of(key: &[u8; 32], id: &str, owner: &Owner<'_>) -> Option<Hmac<Sha256>> {
    let toolset = owner.scope.toolset.as_deref().unwrap_or_default();
    let code = Hmac::<Sha256>::new_from_slice(key).ok()?;
    Some(code.chain_update(parts::joined(&[id.as_bytes(), owner.caller.id.as_bytes(), toolset.as_bytes()])))
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

#[cfg(test)]
mod tests {
    use innkeeper::Role;
    use innkeeper_policy::{CallerRights, Effects};

    use super::*;

    fn seal(keys: &[u8]) -> SessionSeal {
        SessionSeal { keys: keys.iter().map(|byte| Zeroizing::new([*byte; 32])).collect() }
    }

    #[test]
    fn an_id_opens_with_every_master_key_of_the_vault_and_no_other() {
        let rights = CallerRights { effects: Effects::ALL, toolsets: None };
        let caller = Caller { id: "k".to_owned(), role: Role::Agent, rights, bound_to: None, ends_at: None };
        let scope = Scope { toolset: None, effects: Effects::ALL };
        let owner = Owner { caller: &caller, scope: &scope };
        let given = seal(&[1]).sealed("id", &owner).unwrap();
        let opened = |keys: &[u8]| seal(keys).opened(given.to_str().unwrap(), &owner).map(str::to_owned);
        assert_eq!(opened(&[2, 1]).as_deref(), Some("id"), "the primary key has changed");
        assert_eq!(opened(&[2, 3]), None, "the key is not in the ring any more");
        assert_ne!(seal(&[2, 1]).sealed("id", &owner), Some(given), "the primary key seals");
    }
}
