//! What the storage host holds beside logs: downloads of repositories, and files that are in Git LFS.

use jiff::Timestamp;

use super::{Lfs, UserId, Uuid, World};

/// A file that a repository offers beside its code.
#[derive(Clone)]
pub(crate) struct Download {
    /// Names it at the storage host. A file that replaces it has another.
    pub(crate) uuid: Uuid,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) uploader: UserId,
    pub(crate) created_on: Timestamp,
    /// How often it was read.
    pub(crate) count: u64,
}

impl World {
    /// The download of any repository whose UUID has these digits.
    pub(crate) fn download(&self, bare_uuid: &str) -> Option<&Download> {
        let mut downloads = self.live().flat_map(|(_, repository)| &repository.downloads);
        downloads.find(|download| download.uuid.bare() == bare_uuid)
    }

    /// The content of a file in Git LFS, by its SHA-256.
    pub(crate) fn stored(&self, oid: &str) -> Option<&[u8]> {
        let mut files = self.live().flat_map(|(_, repository)| {
            let history = &repository.history;
            history.log(&history.heads(), &[]).into_iter().flat_map(|commit| commit.files.values())
        });
        files.find_map(|file| file.lfs().filter(|lfs| lfs.oid() == oid)).map(Lfs::content)
    }
}
