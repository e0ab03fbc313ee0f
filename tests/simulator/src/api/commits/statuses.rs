//! Build statuses. They are written under a read scope (facts, trap 1).

use serde_json::{Value, json};

use super::{
    super::{
        listing::Listing,
        operation::{Call, Links, Operation, Reply},
        refusal::Refusal,
        strict::{Property, Shape, optional, required},
    },
    READ, find, locate,
};
use crate::{
    clock::stamp,
    world::{BuildStatus, CommitHash, Repository, World},
};

const BUILD: &str = "/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses/build/{key}";

const NAMES: &[&str] = &["key", "state", "name", "description", "refname", "url", "created_on", "updated_on"];

/// How statuses are listed, also those of a pull request.
pub(in crate::api) const STATUSES: Listing = Listing::Pages { largest: 100, filters: NAMES, sorts: NAMES };

const STATES: Shape = Shape::OneOf(&["SUCCESSFUL", "FAILED", "INPROGRESS", "STOPPED"]);

const TYPE: Property = optional("type", Shape::OneOf(&["build"]));
const STATE: Property = required("state", STATES);
const NAME: Property = optional("name", Shape::Text);
const DESCRIPTION: Property = optional("description", Shape::Text);
const REFNAME: Property = optional("refname", Shape::Text);

pub(in crate::api) const OPERATIONS: &[Operation] = &[
    Operation::get("/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses", READ, list)
        .with_query(&[REFNAME])
        .listed(STATUSES),
    Operation::post(
        "/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses/build",
        READ,
        &[
            TYPE,
            required("key", Shape::Text),
            STATE,
            required("url", Shape::Text),
            NAME,
            DESCRIPTION,
            REFNAME,
        ],
        create,
    ),
    Operation::get(BUILD, READ, get),
    Operation::put(
        BUILD,
        READ,
        &[
            TYPE,
            optional("key", Shape::Text),
            STATE,
            optional("url", Shape::Text),
            NAME,
            DESCRIPTION,
            REFNAME,
        ],
        update,
    ),
];

/// With `refname`, those of this reference and those of none.
fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let found = find(world, call)?;
    let wanted = call.query.first("refname");
    let mut reply = found.collection(
        |record| &record.statuses,
        |status| render(found.repository, &found.commit.hash, status, call.links),
    );
    if let (Reply::Collection(collection), Some(wanted)) = (&mut reply, wanted) {
        collection.items.retain(|status| status["refname"].is_null() || status["refname"] == wanted);
    }
    Ok(reply)
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(Reply::found(show(world, call.param("key"), call)?))
}

/// Makes a status, or writes over the one of this key.
fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, hash) = locate(world, call)?;
    let key = call.text("/key").unwrap_or_default();
    if key.is_empty() {
        return Err(Refusal::field("key", "must not be empty"));
    }
    check_url(call)?;
    let text = |pointer: &str| call.text(pointer).map(str::to_owned);
    let statuses = &mut world.repository_mut(id).record_mut(&hash).statuses;
    let known = statuses.iter().position(|status| status.key == key);
    let status = BuildStatus {
        key: key.to_owned(),
        state: text("/state").unwrap_or_default(),
        url: text("/url").unwrap_or_default(),
        name: text("/name"),
        description: text("/description"),
        refname: text("/refname"),
        created_on: known.map_or(call.now, |place| statuses[place].created_on),
        updated_on: call.now,
    };
    match known {
        Some(place) => statuses[place] = status,
        None => statuses.push(status),
    }
    Ok(Reply::created(show(world, key, call)?))
}

/// Changes what is named of a status that is there.
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, hash) = locate(world, call)?;
    let key = call.param("key");
    if call.text("/key").is_some_and(|other| other != key) {
        return Err(Refusal::field("key", "cannot be changed"));
    }
    check_url(call)?;
    let text = |pointer: &str| call.text(pointer).map(str::to_owned);
    let statuses = &mut world.repository_mut(id).record_mut(&hash).statuses;
    let status = statuses.iter_mut().find(|status| status.key == key).ok_or_else(|| no_status(key))?;
    status.state = text("/state").unwrap_or_default();
    status.url = text("/url").unwrap_or_else(|| status.url.clone());
    status.name = text("/name").or_else(|| status.name.clone());
    status.description = text("/description").or_else(|| status.description.clone());
    status.refname = text("/refname").or_else(|| status.refname.clone());
    status.updated_on = call.now;
    Ok(Reply::found(show(world, key, call)?))
}

fn check_url(call: &Call<'_>) -> Result<(), Refusal> {
    let is_address = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    if call.text("/url").is_none_or(is_address) {
        Ok(())
    } else {
        Err(Refusal::field("url", "Enter a valid URL."))
    }
}

fn no_status(key: &str) -> Refusal {
    Refusal::not_found(format!("Build status {key:?} not found"))
}

fn show(world: &World, key: &str, call: &Call<'_>) -> Result<Value, Refusal> {
    let found = find(world, call)?;
    let mut statuses = found.record.iter().flat_map(|record| &record.statuses);
    let status = statuses.find(|status| status.key == key).ok_or_else(|| no_status(key))?;
    Ok(render(found.repository, &found.commit.hash, status, call.links))
}

/// A status of a commit.
pub(in crate::api) fn render(
    repository: &Repository,
    commit: &CommitHash,
    status: &BuildStatus,
    links: &Links,
) -> Value {
    let BuildStatus { key, state, url, name, description, refname, created_on, updated_on } = status;
    let path = format!("/repositories/{}/commit/{commit}", repository.full_name());
    json!({
        "type": "build",
        "key": key,
        "state": state,
        "url": url,
        "name": name,
        "description": description,
        "refname": refname,
        "created_on": stamp(*created_on),
        "updated_on": stamp(*updated_on),
        "links": {
            "self": links.api(&format!("{path}/statuses/build/{key}")),
            "commit": links.api(&path),
        },
    })
}
