//! Text that must not be seen.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::error::VaultError;

/// Random bytes in a [`random_token`]: as many as a 256-bit key has, so guessing one is hopeless.
const TOKEN_BYTES: usize = 32;

/// A token, a client secret, a key in text form: wiped from memory when dropped.
///
/// It has no `Debug`, `Display`, `Serialize`, `Clone` or `PartialEq`, so it cannot slip into a log line, an error, a
/// reply or a comparison that takes a telling time. The one way to its text is [`Secret::expose`], which is easy to
/// search for.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over. Nothing is copied, so the caller's buffer becomes the one that is wiped.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself. Whoever calls this answers for where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A fresh secret for tickets, states and cookies: 32 bytes from the operating system, in base64url without padding
/// (43 characters that need no escaping in a URL).
///
/// # Errors
/// [`VaultError::Entropy`] if the operating system gives no random bytes.
pub fn random_token() -> Result<Secret, VaultError> {
    let bytes = random_bytes::<TOKEN_BYTES>()?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(&bytes[..])))
}

/// `N` bytes from the operating system, wiped when dropped.
pub(crate) fn random_bytes<const N: usize>() -> Result<Zeroizing<[u8; N]>, VaultError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut bytes[..]).map_err(|source| VaultError::Entropy { source })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
