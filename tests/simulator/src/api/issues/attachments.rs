//! `/issues/{issue_id}/attachments`: files, which lie on the storage host.

use http::StatusCode;

use super::{
    super::{
        form::FormPart,
        operation::{Call, Collection, Reply},
        refusal::Refusal,
    },
    find, find_mut, render,
};
use crate::{storage, world::World};

/// In the order in which they came.
pub(super) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    let repository = world.repository(id);
    let issue = &repository.tracker.issues[place];
    let items = issue.attachments.iter().map(|file| render::attachment(repository, issue, file, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

/// Takes the form's files, whatever its fields are called.
pub(super) fn upload(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    let files = call.form.iter().map(file).collect::<Result<Vec<_>, _>>()?;
    if files.is_empty() {
        return Err(Refusal::bad_request("No files were uploaded"));
    }
    let repository = world.repository_mut(id);
    let issue = &mut repository.tracker.issues[place];
    for (name, bytes) in files {
        issue.attach(&repository.uuid, name, bytes.to_vec());
    }
    issue.updated_on = call.now;
    Ok(Reply::Empty { status: StatusCode::CREATED, location: None })
}

/// The name and the content of a part that is a file.
fn file(part: &FormPart) -> Result<(&str, &[u8]), Refusal> {
    let name = part.filename.as_deref().filter(|name| !name.is_empty());
    name.map(|name| (name, &part.bytes[..])).ok_or_else(|| Refusal::field(&part.name, "not a file"))
}

/// Leads to the file.
pub(super) fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    let attachments = &world.repository(id).tracker.issues[place].attachments;
    let name = call.param("path");
    let found = attachments.iter().find(|file| file.name == name).ok_or_else(|| absent(name))?;
    Ok(Reply::found_at(storage::attachment_url(call.links, found)))
}

pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let attachments = &mut find_mut(world, call)?.attachments;
    let name = call.param("path");
    let place = attachments.iter().position(|file| file.name == name).ok_or_else(|| absent(name))?;
    attachments.remove(place);
    Ok(Reply::nothing())
}

fn absent(name: &str) -> Refusal {
    Refusal::not_found(format!("No attachment {name}"))
}
