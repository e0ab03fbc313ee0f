//! Tags. All of them are annotated.

use serde_json::{Value, json};

use super::{
    super::{
        access,
        operation::{Call, Collection, Links, Reply},
        refusal::Refusal,
    },
    commit,
    commit::author,
    new_name, target,
};
use crate::{
    clock::stamp,
    world::{CommitHash, Repository, Signature, Tag, World},
};

/// Digits of a hash in the message of a tag that was made without one.
const SHORT: usize = 12;

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let repository = world.repository(access::repository(world, call)?);
    Ok(Reply::Collection(Collection::of(all(world, repository, call.links))))
}

pub(super) fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let repository = world.repository(access::repository(world, call)?);
    let name = call.param("name");
    let tag = repository.history.tag_called(name).ok_or_else(|| no_tag(name))?;
    Ok(Reply::found(render(world, repository, name, tag, call.links)))
}

pub(super) fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let name = new_name(call)?;
    let history = &mut world.repository_mut(id).history;
    if history.tag_called(name).is_some() {
        let refusal = Refusal::bad_request(format!("Tag \"{name}\" already exists."));
        return Err(refusal.with_data(json!({ "key": "TAG_ALREADY_EXISTS" })));
    }
    let target = target(history, call)?.hash.clone();
    let message = call.text("/message").filter(|message| !message.is_empty());
    let message = message.map_or_else(|| usual_message(name, &target), str::to_owned);
    let tag = Tag { target, message, tagger: Signature { author: call.caller, date: call.now } };
    history.tag(name, tag.clone());
    Ok(Reply::created(render(world, world.repository(id), name, &tag, call.links)))
}

pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let name = call.param("name");
    let removed = world.repository_mut(id).history.remove_tag(name);
    removed.map(|_| Reply::nothing()).ok_or_else(|| no_tag(name))
}

fn no_tag(name: &str) -> Refusal {
    Refusal::not_found(format!("Tag \"{name}\" does not exist."))
}

fn usual_message(name: &str, target: &CommitHash) -> String {
    let short = target.as_str().get(..SHORT).unwrap_or_default();
    format!("Added tag {name} for changeset {short}")
}

/// Every tag, by name.
pub(super) fn all(world: &World, repository: &Repository, links: &Links) -> Vec<Value> {
    repository.history.tags().map(|(name, tag)| render(world, repository, name, tag, links)).collect()
}

fn render(world: &World, repository: &Repository, name: &str, tag: &Tag, links: &Links) -> Value {
    let path = repository.full_name();
    let target = repository.history.get(&tag.target);
    json!({
        "type": "tag",
        "name": name,
        "message": tag.message,
        "date": stamp(tag.tagger.date),
        "tagger": author(world.user(tag.tagger.author), links),
        "target": target.map(|target| commit(world, repository, target, links)),
        "links": {
            "self": links.api(&format!("/repositories/{path}/refs/tags/{name}")),
            "commits": links.api(&format!("/repositories/{path}/commits/{name}")),
            "html": links.site(&format!("/{path}/commits/tag/{name}")),
        },
    })
}
