//! Folders, which a commit knows only by the files in them.

use std::collections::BTreeMap;

use crate::world::{File, Files};

/// Something that a path names.
pub(super) enum Node<'c> {
    File {
        path: &'c str,
        file: &'c File,
    },
    /// By its path, without a slash at the end; the root's is empty.
    Folder(String),
}

impl<'c> Node<'c> {
    /// What is at a path. With a slash at the end it can only be a folder.
    pub(super) fn at(files: &'c Files, path: &str) -> Option<Self> {
        if let Some((path, file)) = files.get_key_value(path) {
            return Some(Self::File { path, file });
        }
        let folder = path.strip_suffix('/').unwrap_or(path);
        let exists = folder.is_empty() || files.keys().any(|path| below(path, folder).is_some());
        exists.then(|| Self::Folder(folder.to_owned()))
    }
}

/// What is in a folder, and in its folders down to `depth`: level by level, by path within each.
pub(super) fn entries<'c>(files: &'c Files, folder: &str, depth: usize) -> Vec<Node<'c>> {
    let mut found: BTreeMap<(usize, &str), Option<&File>> = BTreeMap::new();
    for (path, file) in files {
        let Some(rest) = below(path, folder) else { continue };
        let start = path.len() - rest.len();
        let ends = rest.match_indices('/').map(|(end, _)| &path[..start + end]);
        let levels = ends.map(|folder| (folder, None)).chain([(path.as_str(), Some(file))]);
        found.extend(levels.take(depth).enumerate().map(|(level, (path, file))| ((level, path), file)));
    }
    let node = |((_, path), file): ((usize, &'c str), Option<&'c File>)| match file {
        Some(file) => Node::File { path, file },
        None => Node::Folder(path.to_owned()),
    };
    found.into_iter().map(node).collect()
}

/// The rest of a path below a folder; all of it below the root.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}
