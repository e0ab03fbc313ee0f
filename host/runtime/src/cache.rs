//! Compiled code on disk, authenticated.
//!
//! A file is `HMAC-SHA256 (32 bytes) | serialised component`. The code covers the component's digest and the engine's
//! settings too, so that a valid file under another name is not valid there. A file that does not verify is compiled
//! anew and overwritten; a cache that cannot be written costs time and nothing else.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::code::{self, Authenticated};

const TAG: usize = 32;

/// The key that authenticates compiled code, derived from the vault's master key.
pub struct CacheKey([u8; 32]);

impl CacheKey {
    /// Takes a derived key.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }
}

impl std::fmt::Debug for CacheKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CacheKey")
    }
}

pub(crate) struct CompiledCache {
    folder: PathBuf,
    key: CacheKey,
    /// The engine's version and settings: code of another is of no use.
    engine: String,
}

impl CompiledCache {
    pub(crate) fn new(folder: PathBuf, key: CacheKey, engine: &Engine) -> Self {
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Self { folder, key, engine: format!("{:016x}", hasher.finish()) }
    }

    /// The compiled code of a component, where the cache has it and it is genuine.
    pub(crate) fn get(&self, engine: &Engine, digest: &str) -> Option<Component> {
        let path = self.path(digest);
        let file = match fs::read(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => return ignored(&path, &error),
        };
        let (tag, bytes) = file.split_at_checked(TAG)?;
        if self.mac(digest, bytes)?.verify_slice(tag).is_err() {
            return ignored(&path, &"its authentication code is wrong");
        }
        match code::load(engine, &Authenticated::by_cache(bytes)) {
            Ok(component) => Some(component),
            Err(error) => ignored(&path, &error),
        }
    }

    /// Keeps the compiled code of a component.
    pub(crate) fn put(&self, digest: &str, component: &Component) {
        let path = self.path(digest);
        if let Err(error) = self.write(&path, digest, component) {
            tracing::warn!(path = %path.display(), %error, "compiled code was not kept: the next start compiles again");
        }
    }

    /// Forgets the compiled code of a component.
    pub(crate) fn forget(&self, digest: &str) {
        let path = self.path(digest);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(path = %path.display(), %error, "compiled code that nobody needs any more was not removed");
            }
            Ok(()) | Err(_) => {}
        }
    }

    /// Written beside and moved into place: a crash leaves the old file or the new one.
    fn write(&self, path: &Path, digest: &str, component: &Component) -> io::Result<()> {
        let bytes = component.serialize().map_err(io::Error::other)?;
        let mac = self.mac(digest, &bytes).ok_or_else(|| io::Error::other("the cache's key is unusable"))?;
        let mut file = mac.finalize().into_bytes().to_vec();
        file.extend_from_slice(&bytes);
        fs::create_dir_all(&self.folder)?;
        let beside = path.with_extension(format!("{}.new", std::process::id()));
        fs::write(&beside, file)?;
        fs::rename(&beside, path)
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.folder.join(format!("{digest}-{}.code", self.engine))
    }

    fn mac(&self, digest: &str, bytes: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key.0).ok()?;
        for part in [digest.as_bytes(), self.engine.as_bytes()] {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.update(bytes);
        Some(mac)
    }
}

fn ignored<T>(path: &Path, reason: &dyn std::fmt::Display) -> Option<T> {
    tracing::warn!(path = %path.display(), %reason, "compiled code ignored: it is compiled again");
    None
}
