//! The one unsafe step: making compiled code of bytes.
//!
//! Compiled code is machine code. wasmtime checks that it was made by the same version with the same settings, and nothing
//! else: whoever can write it can run what they like in the host. So bytes come here only inside [`Authenticated`], which
//! the cache makes after checking their authentication code.
#![allow(unsafe_code, reason = "wasmtime cannot know that the bytes are its own; the cache can")]

use wasmtime::Engine;
use wasmtime::component::Component;

/// Bytes whose authentication code was checked with a key that only this host's vault has.
pub(crate) struct Authenticated<'a>(&'a [u8]);

impl<'a> Authenticated<'a> {
    /// States that `bytes` are what this host wrote. The cache says it after it verified their authentication code.
    pub(crate) fn by_cache(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

/// Loads compiled code.
pub(crate) fn load(engine: &Engine, code: &Authenticated<'_>) -> wasmtime::Result<Component> {
    // SAFETY: `deserialize` asks that the bytes come from `Component::serialize` unmodified. `Authenticated` is made only
    // from bytes that carry a valid HMAC under a key derived from the vault's master key, and only `CompiledCache::put`
    // writes such codes, over the output of `Component::serialize`.
    unsafe { Component::deserialize(engine, code.0) }
}
