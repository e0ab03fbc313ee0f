//! What a Vault answers.

use innkeeper_vault::Secret;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::KeyServiceError;

/// The longest answer that is read: a key and its wrapping are a few hundred bytes.
pub(super) const MAX_BYTES: usize = 64 * 1024;
/// The longest part of its words that is passed on, in characters.
const MAX_WORDS: usize = 200;

/// An answer, wiped when dropped: it may hold a key.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Zeroizing<Vec<u8>>,
}

/// What was asked, for errors.
pub(super) struct Asked<'a> {
    pub(super) address: &'a str,
    pub(super) path: String,
    /// Secrets that went along: an answer that repeats one is not passed on.
    pub(super) secrets: [&'a Secret; 2],
}

#[derive(Deserialize)]
struct Success<T> {
    data: T,
}

#[derive(Deserialize)]
struct Failure {
    errors: Vec<String>,
}

impl Reply {
    /// The `data` of a success.
    pub(super) fn into_data<T: for<'de> Deserialize<'de>>(
        self,
        asked: &Asked<'_>,
    ) -> Result<T, KeyServiceError> {
        if self.status != 200 {
            return Err(self.failure(asked));
        }
        // What serde_json says is dropped: it may quote the answer.
        serde_json::from_slice::<Success<T>>(&self.body).map(|success| success.data).map_err(|_| {
            KeyServiceError::Reply {
                address: asked.address.to_owned(),
                problem: "is not what a transit engine says: check `address` and `mount`",
            }
        })
    }

    fn failure(&self, asked: &Asked<'_>) -> KeyServiceError {
        let (address, path, said) = (asked.address.to_owned(), asked.path.clone(), self.words(asked));
        match self.status {
            400 => KeyServiceError::Refused { address, path, said },
            403 => KeyServiceError::Denied { address, path, said },
            404 => KeyServiceError::NotFound { address, path, said },
            503 => KeyServiceError::Sealed { address, said },
            status => KeyServiceError::Status { address, status, said },
        }
    }

    /// Its own words, `{"errors": […]}`, as far as they can be shown.
    fn words(&self, asked: &Asked<'_>) -> Option<String> {
        let failure: Failure = serde_json::from_slice(&self.body).ok()?;
        let text = failure.errors.join("; ");
        if text.is_empty() || asked.secrets.iter().any(|secret| text.contains(secret.expose())) {
            return None;
        }
        Some(text.chars().filter(|letter| !letter.is_control()).take(MAX_WORDS).collect())
    }
}
