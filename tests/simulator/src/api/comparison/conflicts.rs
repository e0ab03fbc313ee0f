//! The files that keep one revision from being merged into another.

use serde_json::{Value, json};

use super::{
    super::{
        operation::{Call, Collection, Reply},
        refusal::Refusal,
    },
    ends::Ends,
};
use crate::world::{Files, World};

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let ends = Ends::read(world, call)?;
    let (source, Some(destination)) = ends.commits()? else {
        return Err(Refusal::bad_request("The spec must name two commits: A..B"));
    };
    let paths = ends.history.conflicts(source, destination);
    let items = paths.iter().map(|path| conflict(path, &source.files, &destination.files));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn conflict(path: &str, source: &Files, destination: &Files) -> Value {
    let (scenario, message) = scenario(path, source, destination);
    json!({ "type": "file_conflict", "path": path, "scenario": scenario, "message": message })
}

/// What contradicts what: first what the source did.
fn scenario(path: &str, source: &Files, destination: &Files) -> (&'static str, &'static str) {
    match (source.get(path), destination.get(path)) {
        (Some(_), None) if is_folder(path, destination) => {
            ("file_directory", "File in the source is a directory in the destination")
        }
        (None, Some(_)) if is_folder(path, source) => {
            ("directory_file", "Directory in the source is a file in the destination")
        }
        (Some(_), None) => ("modify_delete", "File modified in the source and deleted in the destination"),
        (None, Some(_)) => ("delete_modify", "File deleted in the source and modified in the destination"),
        (Some(ours), Some(theirs)) if ours.as_text().is_none() || theirs.as_text().is_none() => {
            ("binary", "Binary file modified in both source and destination")
        }
        _ => ("content", "File modified in both source and destination"),
    }
}

fn is_folder(path: &str, files: &Files) -> bool {
    files.keys().any(|known| known.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::File;

    fn tree(files: &[(&str, &[u8])]) -> Files {
        files.iter().map(|&(path, bytes)| (path.to_owned(), File::new(bytes))).collect()
    }

    #[test]
    fn what_contradicts_what_has_a_name() {
        let text: &[(&str, &[u8])] = &[("a", b"text")];
        let (text, binary) = (tree(text), tree(&[("a", b"\0")]));
        let (folder, nothing) = (tree(&[("a/b", b"text")]), Files::new());
        let table = [
            (&text, &text, "content"),
            (&text, &binary, "binary"),
            (&text, &nothing, "modify_delete"),
            (&nothing, &text, "delete_modify"),
            (&text, &folder, "file_directory"),
            (&folder, &text, "directory_file"),
        ];
        for (source, destination, name) in table {
            assert_eq!(scenario("a", source, destination).0, name);
        }
    }
}
