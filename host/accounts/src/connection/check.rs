//! Settings of a connection that cannot work, by the field that is wrong.

use url::Url;

use super::{ConnectionSettings, VerifyMode};
use crate::AccountsError;
use crate::web_url::is_loopback;

/// Characters of a text that people or providers read.
const LONGEST_TEXT: usize = 256;
/// Characters of a consumer's secret.
const LONGEST_SECRET: usize = 4_096;

/// A name that can stand in a URL and in the vault.
pub(crate) fn check_name(name: &str) -> Result<(), AccountsError> {
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    if name.is_empty() || name.len() > 64 || !name.bytes().all(plain) {
        // Shortened and escaped: it may come from outside.
        let shown = name.chars().take(64).flat_map(char::escape_default).collect();
        let problem = "has a bad name: use 1 to 64 of a-z, 0-9, - and _";
        return Err(AccountsError::BadConnection { name: shown, field: "connection", problem });
    }
    Ok(())
}

pub(super) fn check_settings(settings: &ConnectionSettings, public_url: &Url) -> Result<(), AccountsError> {
    check_name(&settings.name)?;
    let bad =
        |field, problem| Err(AccountsError::BadConnection { name: settings.name.clone(), field, problem });
    if settings.client_id.is_empty() {
        return bad("client_id", "has no client_id: take the consumer's key");
    }
    if !is_text(&settings.client_id) {
        return bad("client_id", "has a bad client_id: it must have at most 256 printable characters");
    }
    if settings.application.as_deref().is_some_and(|name| !is_text(name)) {
        return bad("application", "has a bad application: it must have at most 256 printable characters");
    }
    if settings.client_secret.is_empty() {
        return bad("client_secret", "has no client_secret: take the consumer's secret");
    }
    if settings.client_secret.len() > LONGEST_SECRET {
        return bad("client_secret", "has a client_secret of more than 4096 bytes: that is none");
    }
    if let Some(previous) = &settings.previous_client_secret {
        let field = "previous_client_secret";
        if previous.is_empty() {
            return bad(
                field,
                "has an empty previous_client_secret: take it away, or give the secret before",
            );
        }
        if previous.expose() == settings.client_secret.expose() {
            return bad(
                field,
                "has the same secret as client_secret and previous_client_secret: take the second away",
            );
        }
    }
    if settings.verify == VerifyMode::None && !is_loopback(public_url) {
        return Err(AccountsError::UnverifiedInPublic {
            connection: settings.name.clone(),
            public_url: public_url.to_string(),
        });
    }
    Ok(())
}

fn is_text(text: &str) -> bool {
    text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control)
}
