//! Files and folders in JSON.

use serde_json::{Value, json};

use super::{
    super::{operation::Links, refs},
    media::media_type,
    tree::Node,
};
use crate::world::{Commit, File, Repository, escaped};

/// Where files and folders are shown: a commit of a repository.
pub(super) struct Shown<'a> {
    pub(super) repository: &'a Repository,
    pub(super) commit: &'a Commit,
    pub(super) links: &'a Links,
}

impl Shown<'_> {
    /// A file or folder.
    pub(super) fn node(&self, node: &Node<'_>) -> Value {
        match node {
            Node::File { path, file } => self.file(path, file),
            Node::Folder(path) => self.folder(path),
        }
    }

    /// A file.
    pub(super) fn file(&self, path: &str, file: &File) -> Value {
        let mut links = self.own_links(path);
        links["history"] = self.link("filehistory", path, "");
        json!({
            "type": "commit_file",
            "path": path,
            "escaped_path": escaped(path),
            "size": file.lfs().map_or(file.bytes().len(), |stored| stored.content().len()),
            "mimetype": media_type(path),
            "attributes": attributes(file),
            "commit": self.commit_brief(),
            "links": links,
        })
    }

    fn folder(&self, path: &str) -> Value {
        let slashed = if path.is_empty() { String::new() } else { format!("{path}/") };
        json!({
            "type": "commit_directory",
            "path": path,
            "commit": self.commit_brief(),
            "links": self.own_links(&slashed),
        })
    }

    fn commit_brief(&self) -> Value {
        refs::commit_brief(self.repository, self.commit.hash.as_str(), self.links)
    }

    fn own_links(&self, path: &str) -> Value {
        json!({ "self": self.link("src", path, ""), "meta": self.link("src", path, "?format=meta") })
    }

    fn link(&self, what: &str, path: &str, query: &str) -> Value {
        let (name, hash) = (self.repository.full_name(), &self.commit.hash);
        self.links.api(&format!("/repositories/{name}/{what}/{hash}/{path}{query}"))
    }
}

/// What git and Bitbucket know of a file besides its bytes.
fn attributes(file: &File) -> Vec<&'static str> {
    let known = [
        ("executable", file.is_executable()),
        ("lfs", file.lfs().is_some()),
        ("binary", file.as_text().is_none()),
    ];
    known.into_iter().filter_map(|(name, holds)| holds.then_some(name)).collect()
}
