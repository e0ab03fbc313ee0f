//! Two trees that came from one, put together file by file and line by line.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use similar::TextMerge;

use super::{File, Files, paths::collisions};

/// Merges file by file; or gives the paths that cannot be merged, in order.
pub(super) fn three_way(base: Option<&Files>, ours: &Files, theirs: &Files) -> Result<Files, Vec<String>> {
    let mut merged = Files::new();
    let mut conflicts = BTreeSet::new();
    let paths: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    for path in paths {
        let before = base.and_then(|files| files.get(path));
        match merged_file(before, ours.get(path), theirs.get(path)) {
            Ok(file) => merged.extend(file.map(|file| (path.clone(), file))),
            Err(Contradiction) => drop(conflicts.insert(path.clone())),
        }
    }
    conflicts.extend(collisions(&merged));
    if conflicts.is_empty() { Ok(merged) } else { Err(conflicts.into_iter().collect()) }
}

/// Both sides changed the same place, differently.
struct Contradiction;

/// The side that changed a file wins; if both did, their lines are merged.
fn merged_file(
    before: Option<&File>,
    mine: Option<&File>,
    other: Option<&File>,
) -> Result<Option<File>, Contradiction> {
    if other == before || other == mine {
        return Ok(mine.cloned());
    }
    if mine == before {
        return Ok(other.cloned());
    }
    let (Some(before), Some(mine), Some(other)) = (before, mine, other) else { return Err(Contradiction) };
    merged_sides(before, mine, other).map(Some).ok_or(Contradiction)
}

/// A file that both sides have changed: its bytes and its mode each by the side that changed them.
fn merged_sides(before: &File, mine: &File, other: &File) -> Option<File> {
    let bytes = if other.bytes() == before.bytes() || other.bytes() == mine.bytes() {
        mine.clone()
    } else if mine.bytes() == before.bytes() {
        other.clone()
    } else {
        merged_lines(before, mine, other)?
    };
    let mode = if mine.is_executable() == before.is_executable() { other } else { mine };
    Some(bytes.in_mode_of(mode))
}

/// Three texts merged line by line. What is not text cannot be merged, nor can pointers to the storage host.
fn merged_lines(before: &File, mine: &File, other: &File) -> Option<File> {
    if [before, mine, other].iter().any(|file| file.lfs().is_some()) {
        return None;
    }
    let merge = TextMerge::from_lines(before.as_text()?, mine.as_text()?, other.as_text()?);
    (!merge.is_conflicted()).then(|| File::text(&merge.to_string()))
}
