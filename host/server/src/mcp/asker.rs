//! Who asks, and on whose behalf.

use axum::http::HeaderMap;
use axum::http::request::Parts;
use innkeeper::{Caller, Problem};
use rmcp::ErrorData;
use rmcp::model::{Extensions, ProtocolVersion};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, model::ClientCapabilities};

use super::scope::Scope;
use crate::stopping::Stopping;

/// Names the identifier that an unbound caller acts for.
const IDENTIFIER: &str = "innkeeper-identifier";

/// Whoever sent a message: the caller of the request that it came in, not of the session that it belongs to.
pub(crate) struct Asker {
    pub(crate) caller: Caller,
    pub(crate) scope: Scope,
    /// What the request's header names, where it names one.
    named: Option<String>,
    can: Abilities,
}

/// What the client says that it can do about consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abilities {
    /// It answers `input_required` (2026-07-28) and opens URLs.
    AnswersAndOpens,
    /// It understands the error that asks for a URL (2025-11-25).
    Opens,
    /// Neither.
    Reads,
}

impl Asker {
    /// # Errors
    /// Where a message came without a request: every transport of ours has one.
    pub(crate) fn of(context: &RequestContext<RoleServer>) -> Result<Self, ErrorData> {
        let (caller, scope, headers) = parts(&context.extensions)
            .ok_or_else(|| ErrorData::internal_error("the request was lost on its way", None))?;
        let named = match headers.get(IDENTIFIER).map(|value| value.to_str()) {
            None => None,
            Some(Ok(name)) if !name.trim().is_empty() => Some(name.trim().to_owned()),
            Some(_) => {
                return Err(ErrorData::invalid_request(
                    "the header `Innkeeper-Identifier` is empty or no text",
                    None,
                ));
            }
        };
        let can = Abilities::of(context.protocol_version().as_ref(), context.client_capabilities().as_ref());
        Ok(Self { caller: caller.clone(), scope: scope.clone(), named, can })
    }

    /// On whose behalf.
    ///
    /// # Errors
    /// `POLICY_DENIED` where the caller is bound to another; `BAD_INPUT` where nobody says.
    pub(crate) fn identifier(&self) -> Result<&str, Box<Problem>> {
        self.caller.acting_for(self.named.as_deref())?.ok_or_else(|| {
            Problem::bad_field(
                "/identifier",
                "on whose behalf is the call? Send the header `Innkeeper-Identifier`, or use a key that is bound to one identifier",
            )
        })
    }

    /// On whose behalf, where that is known.
    pub(crate) fn named(&self) -> Option<&str> {
        self.identifier().ok()
    }

    pub(crate) fn can(&self) -> Abilities {
        self.can
    }
}

impl Abilities {
    fn of(version: Option<&ProtocolVersion>, capabilities: Option<&ClientCapabilities>) -> Self {
        let opens = capabilities
            .and_then(|capabilities| capabilities.elicitation.as_ref())
            .is_some_and(|elicitation| elicitation.url.is_some());
        // ISO dates compare as they stand.
        match version.map(ProtocolVersion::as_str) {
            Some(version) if opens && version >= ProtocolVersion::V_2026_07_28.as_str() => {
                Self::AnswersAndOpens
            }
            Some(version) if opens && version >= ProtocolVersion::V_2025_11_25.as_str() => Self::Opens,
            _ => Self::Reads,
        }
    }
}

/// What tells that the host is about to stop.
pub(crate) fn stopping(extensions: &Extensions) -> Stopping {
    let parts = extensions.get::<Parts>();
    parts.and_then(|parts| parts.extensions.get::<Stopping>()).cloned().unwrap_or_default()
}

/// What our own middleware left with the request that a message came in.
pub(crate) fn parts(extensions: &Extensions) -> Option<(&Caller, &Scope, &HeaderMap)> {
    let parts = extensions.get::<Parts>()?;
    Some((parts.extensions.get::<Caller>()?, parts.extensions.get::<Scope>()?, &parts.headers))
}
