//! Changes as git writes them: a unified diff.

#[cfg(test)]
mod tests;

use std::ops::Range;

use similar::DiffOp;

use super::{DiffOptions, Entry, FileChange, lines::LineDiff, paths::escaped};

/// Digits of a blob's hash in an `index` line.
const SHORT: usize = 7;

/// Bytes of a hunk's heading.
const LONGEST_HEADING: usize = 80;

/// All of the changes, one after the other.
pub(crate) fn unified(changes: &[FileChange], options: &DiffOptions) -> String {
    let shown = changes.iter().filter(|change| options.binary || change.texts().is_some());
    shown.map(|change| head(change) + &body(change, options)).collect()
}

/// Everything before the first hunk but the names of the sides: what happened, apart from lines.
fn head(change: &FileChange) -> String {
    let (old, new) = (change.before(), change.after());
    let (from, to) = (old.or(new).map(path), new.or(old).map(path));
    let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
    let mut head = format!("diff --git {} {}\n", side("a", from), side("b", to));
    let mut line = |text: String| head.extend([&text, "\n"]);
    match (old.map(mode), new.map(mode)) {
        (None, Some(mode)) => line(format!("new file mode {mode}")),
        (Some(mode), None) => line(format!("deleted file mode {mode}")),
        (Some(old), Some(new)) if old != new => {
            line(format!("old mode {old}"));
            line(format!("new mode {new}"));
        }
        _ => {}
    }
    if let Some(similarity) = change.similarity() {
        line(format!("similarity index {similarity}%"));
        line(format!("rename from {}", escaped(from)));
        line(format!("rename to {}", escaped(to)));
    }
    if let Some(index) = index(old, new) {
        line(index);
    }
    head
}

/// The line that names both blobs, and the mode if it stayed.
fn index(old: Option<&Entry>, new: Option<&Entry>) -> Option<String> {
    let blob = |entry: Option<&Entry>| match entry {
        Some(entry) => entry.file.blob()[..SHORT].to_owned(),
        None => "0".repeat(SHORT),
    };
    if old.map(|entry| entry.file.bytes()) == new.map(|entry| entry.file.bytes()) {
        return None;
    }
    let kept = old.zip(new).filter(|(old, new)| mode(old) == mode(new));
    let kept = kept.map_or_else(String::new, |(_, new)| format!(" {}", mode(new)));
    Some(format!("index {}..{}{kept}", blob(old), blob(new)))
}

/// The hunks under the names of both sides.
fn body(change: &FileChange, options: &DiffOptions) -> String {
    let name = |prefix: &str, entry: Option<&Entry>| match entry {
        Some(entry) => side(prefix, &entry.path),
        None => "/dev/null".to_owned(),
    };
    let (old, new) = (name("a", change.before()), name("b", change.after()));
    let Some((before, after)) = change.texts() else {
        let same = change.similarity() == Some(100);
        return if same { String::new() } else { format!("Binary files {old} and {new} differ\n") };
    };
    let lines = LineDiff::between(before, after, options.ignore_whitespace);
    let hunks: String = lines.hunks(options.context).iter().map(|runs| hunk(&lines, runs)).collect();
    if hunks.is_empty() {
        return hunks;
    }
    // A tab ends a name that would else seem to end at its first space.
    let end = |name: &str| if name.contains(' ') { "\t" } else { "" };
    format!("--- {old}{}\n+++ {new}{}\n{hunks}", end(&old), end(&new))
}

fn hunk(lines: &LineDiff<'_>, runs: &[DiffOp]) -> String {
    let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return String::new() };
    let old = first.old_range().start..last.old_range().end;
    let new = first.new_range().start..last.new_range().end;
    let heading = heading(&lines.old[..old.start]);
    let mut hunk = format!("@@ -{} +{} @@{heading}\n", span(&old), span(&new));
    for run in runs {
        if matches!(run, DiffOp::Equal { .. }) {
            push(&mut hunk, ' ', &lines.new[run.new_range()]);
        } else {
            push(&mut hunk, '-', &lines.old[run.old_range()]);
            push(&mut hunk, '+', &lines.new[run.new_range()]);
        }
    }
    hunk
}

fn push(hunk: &mut String, sign: char, lines: &[&str]) {
    for line in lines {
        hunk.push(sign);
        hunk.push_str(line);
        if !line.ends_with('\n') {
            hunk.push_str("\n\\ No newline at end of file\n");
        }
    }
}

/// Where lines begin, counted from one, and how many they are; no lines begin where the one before them is.
fn span(range: &Range<usize>) -> String {
    match range.len() {
        0 => format!("{},0", range.start),
        1 => format!("{}", range.start + 1),
        length => format!("{},{length}", range.start + 1),
    }
}

/// The last line before a hunk that begins like a definition, as git guesses it.
fn heading(before: &[&str]) -> String {
    let begins = |line: &&&str| line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$');
    let Some(line) = before.iter().rev().find(begins) else { return String::new() };
    let end = line.floor_char_boundary(LONGEST_HEADING);
    format!(" {}", line[..end].trim_end())
}

fn side(prefix: &str, path: &str) -> String {
    escaped(&format!("{prefix}/{path}"))
}

fn path(entry: &Entry) -> &str {
    &entry.path
}

fn mode(entry: &Entry) -> &'static str {
    entry.file.mode()
}
