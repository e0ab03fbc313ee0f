//! XChaCha20-Poly1305 with the nonce in front.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::key::KeyBytes;
use crate::secret::random_bytes;

/// How records name the algorithm.
pub(crate) const ALGORITHM: &str = "XChaCha20-Poly1305";
/// 192 bits: enough for nonces to be random without ever meeting.
const NONCE_BYTES: usize = 24;

/// Seals `plaintext`; it opens only with the same key and the same additional data.
pub(crate) fn seal(key: &KeyBytes, additional: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce = random_bytes::<NONCE_BYTES>()?;
    let payload = Payload { msg: plaintext, aad: additional };
    match cipher(key).encrypt(&XNonce::from(*nonce), payload) {
        Ok(ciphertext) => Ok([&nonce[..], &ciphertext].concat()),
        Err(_) => unreachable!("the cipher takes 256 GiB, more than a record ever holds"),
    }
}

/// What was sealed, or nothing if the key, the additional data or a single bit is another one.
pub(crate) fn open(key: &KeyBytes, additional: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload { msg: ciphertext, aad: additional };
    cipher(key).decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
}

fn cipher(key: &KeyBytes) -> XChaCha20Poly1305 {
    let key: &Key = (&**key).into();
    XChaCha20Poly1305::new(key)
}
