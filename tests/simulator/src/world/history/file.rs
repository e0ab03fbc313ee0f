//! One file of a commit.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Bytes and what git remembers about them. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// What the commit itself holds: for a file at the storage host, the pointer to it.
    bytes: Arc<[u8]>,
    mode: Mode,
    lfs: Option<Lfs>,
}

/// Whether a file may be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Plain,
    Executable,
}

/// A file whose content lives at the storage host (Git LFS); the commit holds a pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lfs {
    content: Arc<[u8]>,
}

impl File {
    /// An ordinary file.
    pub(crate) fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { bytes: bytes.into(), mode: Mode::Plain, lfs: None }
    }

    /// A file of text.
    pub(crate) fn text(text: &str) -> Self {
        Self::new(text.as_bytes())
    }

    /// A file whose content lies at the storage host.
    pub(crate) fn stored(content: impl Into<Arc<[u8]>>) -> Self {
        let lfs = Lfs { content: content.into() };
        Self { bytes: lfs.pointer().into_bytes().into(), mode: Mode::Plain, lfs: Some(lfs) }
    }

    /// The same file, which may now be run.
    pub(crate) fn executable(self) -> Self {
        Self { mode: Mode::Executable, ..self }
    }

    /// The same file, in the mode of another.
    pub(crate) fn in_mode_of(self, other: &Self) -> Self {
        Self { mode: other.mode, ..self }
    }

    /// What the commit holds: for a file at the storage host, the pointer.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as text: valid UTF-8 without NUL. Everything else is binary.
    pub(crate) fn as_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok().filter(|text| !text.contains('\0'))
    }

    /// Whether the file may be run.
    pub(crate) fn is_executable(&self) -> bool {
        self.mode == Mode::Executable
    }

    /// Where the content is, if the commit does not hold it.
    pub(crate) fn lfs(&self) -> Option<&Lfs> {
        self.lfs.as_ref()
    }

    /// The mode as git writes it.
    pub(crate) const fn mode(&self) -> &'static str {
        match self.mode {
            Mode::Plain => "100644",
            Mode::Executable => "100755",
        }
    }

    /// Forty digits that name these bytes, as a blob's hash does.
    pub(crate) fn blob(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(format!("blob {}\0", self.bytes.len()));
        hasher.update(&self.bytes);
        HEXLOWER.encode(&hasher.finalize()[..20])
    }
}

impl Lfs {
    /// The SHA-256 of the content, which names it at the storage host.
    pub(crate) fn oid(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(&self.content))
    }

    /// What the storage host holds.
    pub(crate) fn content(&self) -> &[u8] {
        &self.content
    }

    /// The text that stands in the commit instead (Git LFS specification, "The Pointer").
    fn pointer(&self) -> String {
        let (oid, size) = (self.oid(), self.content.len());
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {size}\n")
    }
}
