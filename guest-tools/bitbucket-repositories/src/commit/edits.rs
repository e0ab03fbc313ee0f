//! What becomes of each file.

use std::collections::BTreeSet;

use bitbucket::{Encoding, Upload};
use innkeeper_sdk::Failure;
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::Form;

/// A file with its new content.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Path from the root of the repository, such as `src/main.rs`.
    path: String,
    /// All that the file is to hold, written as `encoding` says.
    content: String,
    /// How `content` is written: `text`, as without it, or `base64`.
    encoding: Option<Encoding>,
    /// Whether the file can be run. It is not unless this says so, even if it was before.
    executable: Option<bool>,
}

/// Writes the edits into the form. A path starts with a slash there, so that a file called `message` is not taken for the
/// commit's.
///
/// # Errors
/// [`Failure::InvalidInput`] where there is nothing to do, a path cannot be one or occurs twice, or content is not base64.
pub(super) fn write(files: &[File], delete: &[String], form: &mut Form) -> Result<(), Failure> {
    if files.is_empty() && delete.is_empty() {
        return Err(Failure::invalid("files", "name files to set or to delete"));
    }
    let mut seen = BTreeSet::new();
    for (index, file) in files.iter().enumerate() {
        check(&file.path, &format!("files/{index}/path"), &mut seen)?;
        let input = format!("files/{index}/content");
        let encoding = file.encoding.unwrap_or_default();
        let content = Upload { input: &input, content: &file.content, encoding }.bytes()?;
        form.file(&file.path, content, file.executable.unwrap_or_default());
    }
    for (index, path) in delete.iter().enumerate() {
        check(path, &format!("delete/{index}"), &mut seen)?;
        form.field("files", &format!("/{path}"));
    }
    Ok(())
}

/// Refuses what is no path below the root, and a path that occurred before.
fn check<'a>(path: &'a str, input: &str, seen: &mut BTreeSet<&'a str>) -> Result<(), Failure> {
    let refuse = |message: &str| Err(Failure::invalid(input, message));
    if path.is_empty() {
        return refuse("is empty");
    }
    if path.starts_with('/') {
        return refuse("starts with a slash: write it from the root of the repository, as `src/main.rs`");
    }
    if path.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
        return refuse("has an empty segment, or one that is `.` or `..`");
    }
    // They would end the quoted name that the path is in a form.
    if path.contains(|letter: char| matches!(letter, '"' | '\\') || letter.is_control()) {
        return refuse(
            "has a quotation mark, a backslash or a control character, which the provider's form cannot carry",
        );
    }
    if !seen.insert(path) {
        return refuse("occurs twice");
    }
    Ok(())
}
