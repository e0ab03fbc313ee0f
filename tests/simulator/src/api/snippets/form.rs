//! The form that a snippet is made of: `title`, `is_private`, `scm`, and a `file` for each of its files.

use super::super::{form::FormPart, operation::Call, refusal::Refusal};
use crate::world::{SnippetDraft, SnippetFile};

/// Reads it. All of its fields may be absent; any other is refused.
pub(super) fn draft(call: &Call<'_>) -> Result<SnippetDraft, Refusal> {
    let mut draft = SnippetDraft {
        title: String::new(),
        is_private: false,
        creator: call.caller,
        files: Vec::new(),
        created_on: call.now,
    };
    call.form.iter().try_for_each(|part| take(&mut draft, part))?;
    Ok(draft)
}

fn take(draft: &mut SnippetDraft, part: &FormPart) -> Result<(), Refusal> {
    match (part.name.as_str(), part.filename.as_deref(), part.text()) {
        ("file", Some(name), _) => return add(draft, name, part),
        ("title", None, Some(title)) => title.clone_into(&mut draft.title),
        ("is_private", None, Some("true")) => draft.is_private = true,
        ("is_private", None, Some("false")) => draft.is_private = false,
        ("scm", None, Some("git")) => {}
        ("file" | "title" | "is_private" | "scm", ..) => {
            return Err(Refusal::field(&part.name, "not a valid value"));
        }
        _ => return Err(Refusal::field(&part.name, "extra keys not allowed")),
    }
    Ok(())
}

fn add(draft: &mut SnippetDraft, name: &str, part: &FormPart) -> Result<(), Refusal> {
    if name.is_empty() || draft.files.iter().any(|known| known.name == name) {
        return Err(Refusal::field("file", &format!("{name:?} is no name for a file, or taken")));
    }
    draft.files.push(SnippetFile { name: name.to_owned(), bytes: part.bytes.clone() });
    Ok(())
}
