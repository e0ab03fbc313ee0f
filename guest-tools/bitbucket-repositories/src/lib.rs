//! Bitbucket Cloud: repositories and the files in them.
//!
//! - [`repository`]: one repository, and those of a workspace;
//! - [`forks`] and [`watchers`]: who built on it, and who looks at it;
//! - [`tree`]: which files and folders there are;
//! - [`file`](mod@file): what is in a file, and which commits made it so;
//! - [`commit`]: new content for files;
//! - [`downloads`]: files beside the code;
//! - [`content`]: how the bytes of a file become an answer.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod commit;
pub mod content;
pub mod downloads;
pub mod file;
pub mod forks;
pub mod repository;
pub mod tree;
pub mod watchers;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "repositories",
    title = "Repositories",
    description = "Find, create, change, fork and delete repositories; read and commit their files; keep downloads.",
    tools = [
        repository::RepositoriesList,
        repository::RepositoryGet,
        repository::RepositoryCreate,
        repository::RepositoryUpdate,
        repository::RepositoryDelete,
        forks::RepositoryFork,
        forks::RepositoryForksList,
        watchers::RepositoryWatchersList,
        tree::SrcGet,
        tree::DirectoryList,
        file::FileRead,
        file::FileHistoryList,
        commit::FilesCommit,
        downloads::DownloadsList,
        downloads::DownloadGet,
        downloads::DownloadUpload,
        downloads::DownloadDelete,
    ],
}
