//! Commits made of uploaded files.

use std::collections::BTreeMap;

use http::StatusCode;

use super::super::{
    access, branch_restrictions,
    form::FormPart,
    operation::{Call, Reply},
    refusal::Refusal,
};
use crate::world::{
    Commit, CommitHash, Edit, EditError, File, Repository, Signature, UserId, World, restrictions::Attempt,
};

/// Fields that are about the commit, unless a slash in front or a file name says that they are files.
const ABOUT: &[&str] = &["message", "author", "branch", "parents", "files"];

const DEFAULT_MESSAGE: &str = "Uploaded files";

/// Sets and deletes files in one commit.
pub(super) fn commit(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let form = Form::read(call.form)?;
    let author = author(world, &form, call)?;
    let branch = form.branch.unwrap_or(&world.repository(id).main_branch).to_owned();
    branch_restrictions::require(world, call, id, &branch, Attempt::Push)?;
    let repository = world.repository_mut(id);
    let parent = parent(repository, &form, &branch)?.map(|commit| commit.hash.clone());
    let message = form.message.unwrap_or(DEFAULT_MESSAGE).to_owned();
    let signature = Signature { author, date: call.now };
    // The first commit decides what the main branch is.
    let is_first = repository.history.branches().next().is_none();
    let made = repository
        .history
        .commit_files(parent.as_ref(), &branch, &message, signature, form.edits())
        .map_err(|error| refuse(&error))?;
    if is_first {
        repository.main_branch = branch;
    }
    repository.updated_on = call.now;
    Ok(created(repository, &made, call))
}

fn created(repository: &Repository, made: &CommitHash, call: &Call<'_>) -> Reply {
    let place = format!("{}/repositories/{}/commit/{made}", call.links.api, repository.full_name());
    Reply::Empty { status: StatusCode::CREATED, location: Some(place) }
}

/// What the form says.
#[derive(Default)]
struct Form<'f> {
    message: Option<&'f str>,
    author: Option<&'f str>,
    branch: Option<&'f str>,
    parent: Option<&'f str>,
    /// Files to set, by path.
    files: BTreeMap<&'f str, File>,
    /// Paths that the field `files` names.
    named: Vec<&'f str>,
}

impl<'f> Form<'f> {
    fn read(parts: &'f [FormPart]) -> Result<Self, Refusal> {
        let mut form = Self::default();
        for part in parts {
            if part.filename.is_none() && ABOUT.contains(&part.name.as_str()) {
                form.take_about(part)?;
            } else {
                form.files.insert(path(&part.name), file(part)?);
            }
        }
        Ok(form)
    }

    fn take_about(&mut self, part: &'f FormPart) -> Result<(), Refusal> {
        let text = part.text().ok_or_else(|| Refusal::field(&part.name, "not UTF-8"))?;
        let place = match part.name.as_str() {
            "message" => &mut self.message,
            "author" => &mut self.author,
            "branch" => &mut self.branch,
            "parents" => &mut self.parent,
            _ => {
                self.named.push(path(text));
                return Ok(());
            }
        };
        match place.replace(text) {
            None => Ok(()),
            Some(_) => Err(Refusal::field(&part.name, "given twice")),
        }
    }

    /// A path that is named and has no content is deleted.
    fn edits(self) -> Vec<(String, Edit)> {
        let files = self.files;
        let deleted = self.named.into_iter().filter(|path| !files.contains_key(path));
        let mut edits: Vec<(String, Edit)> = deleted.map(|path| (path.to_owned(), Edit::Delete)).collect();
        edits.extend(files.into_iter().map(|(path, file)| (path.to_owned(), Edit::Set(file))));
        edits
    }
}

/// A path with or without a slash in front is one from the root.
fn path(name: &str) -> &str {
    name.strip_prefix('/').unwrap_or(name)
}

fn file(part: &FormPart) -> Result<File, Refusal> {
    let file = File::new(part.bytes.clone());
    match part.attributes.as_deref() {
        None => Ok(file),
        Some("executable") => Ok(file.executable()),
        Some(other) => Err(Refusal::bad_request(format!("unknown x-attributes {other:?}"))),
    }
}

/// The caller, or whom the form names. The simulator's commits have authors with accounts only, so others are refused.
fn author(world: &World, form: &Form<'_>, call: &Call<'_>) -> Result<UserId, Refusal> {
    let Some(text) = form.author else { return Ok(call.caller) };
    let address = text.split_once(" <").and_then(|(_, rest)| rest.strip_suffix('>'));
    let author = address.and_then(|address| world.user_at(address));
    author.ok_or_else(|| Refusal::field("author", "nobody has this address"))
}

/// The commit to start from, if the form or, for a new branch, the main branch says one.
fn parent<'r>(
    repository: &'r Repository,
    form: &Form<'_>,
    branch: &str,
) -> Result<Option<&'r Commit>, Refusal> {
    let history = &repository.history;
    match form.parent {
        Some(hash) => {
            let named = history.resolve(hash).filter(|commit| commit.hash.as_str() == hash);
            named.map(Some).ok_or_else(|| Refusal::field("parents", "no such commit"))
        }
        None if history.tip(branch).is_some() => Ok(None),
        None => Ok(history.tip(&repository.main_branch)),
    }
}

fn refuse(error: &EditError) -> Refusal {
    match error {
        EditError::NotTheTip { .. } => Refusal::conflict(error.to_string()),
        EditError::UnknownParent(_) | EditError::NotAPath(_) | EditError::FileAndFolder(_) => {
            Refusal::bad_request(error.to_string())
        }
    }
}
