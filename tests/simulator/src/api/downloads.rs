//! `/downloads`: files beside the code.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    access,
    form::FormPart,
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    refusal::Refusal,
    users,
};
use crate::{
    clock::stamp,
    scope::Scope,
    storage,
    world::{Download, Repository, Uuid, World},
};

const DOWNLOADS: &str = "/repositories/{workspace}/{repo_slug}/downloads";
const DOWNLOAD: &str = "/repositories/{workspace}/{repo_slug}/downloads/{filename}";
const LIST: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(DOWNLOADS, &[Scope::Repository], list).listed(LIST),
    Operation::upload(DOWNLOADS, &[Scope::RepositoryWrite], upload),
    Operation::get(DOWNLOAD, &[Scope::Repository], get),
    Operation::delete(DOWNLOAD, &[Scope::RepositoryWrite], delete),
];

/// The newest first.
fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let repository = world.repository(id);
    let newest = repository.downloads.iter().rev();
    let items = newest.map(|download| show(world, repository, download, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

/// A file of a name that is there already takes that one's place.
fn upload(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let files = call.form.iter().map(named).collect::<Result<Vec<_>, _>>()?;
    if files.is_empty() {
        return Err(Refusal::field("files", "required field not provided"));
    }
    let repository = world.repository_mut(id);
    for (name, bytes) in files {
        let key = format!("download {} {name} {}", repository.uuid, call.now);
        repository.downloads.retain(|download| download.name != name);
        repository.downloads.push(Download {
            uuid: Uuid::named(&key),
            name: name.to_owned(),
            bytes: bytes.to_vec(),
            uploader: call.caller,
            created_on: call.now,
            count: 0,
        });
    }
    Ok(Reply::Empty { status: StatusCode::CREATED, location: None })
}

fn named(part: &FormPart) -> Result<(&str, &[u8]), Refusal> {
    if part.name != "files" {
        return Err(Refusal::field(&part.name, "unknown field"));
    }
    match part.filename.as_deref() {
        Some(name) if !name.is_empty() && !name.contains('/') => Ok((name, &part.bytes)),
        Some(_) => Err(Refusal::field("files", "not the name of a file")),
        None => Err(Refusal::new(StatusCode::NOT_ACCEPTABLE, "files are uploaded as multipart/form-data")),
    }
}

/// The file itself is on the storage host.
fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let place = place(world.repository(id), call)?;
    let download = &mut world.repository_mut(id).downloads[place];
    download.count += 1;
    Ok(Reply::found_at(storage::download_url(call.links, download)))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let place = place(world.repository(id), call)?;
    world.repository_mut(id).downloads.remove(place);
    Ok(Reply::nothing())
}

/// Where the download is that the path names.
fn place(repository: &Repository, call: &Call<'_>) -> Result<usize, Refusal> {
    let name = call.param("filename");
    let found = repository.downloads.iter().position(|download| download.name == name);
    found.ok_or_else(|| Refusal::not_found(format!("No download {name}")))
}

fn show(world: &World, repository: &Repository, download: &Download, links: &Links) -> Value {
    let path = format!("/repositories/{}/downloads/{}", repository.full_name(), download.name);
    json!({
        "type": "download",
        "name": download.name,
        "size": download.bytes.len(),
        "downloads": download.count,
        "created_on": stamp(download.created_on),
        "user": users::account(world.user(download.uploader), links),
        "links": { "self": links.api(&path) },
    })
}
