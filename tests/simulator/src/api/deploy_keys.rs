//! `/deploy-keys`: keys that machines clone with.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    refusal::Refusal,
    repositories,
    strict::{Property, Shape, required},
    users,
};
use crate::{
    clock::stamp,
    scope::Scope,
    world::{DeployKey, Repository, RepositoryId, World},
};

const LISTED: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };
const SCOPES: &[Scope] = &[Scope::Repository, Scope::RepositoryAdmin];
const KEYS: &str = "/repositories/{workspace}/{repo_slug}/deploy-keys";
const KEY: &str = "/repositories/{workspace}/{repo_slug}/deploy-keys/{key_id}";

const NEW: &[Property] = &[required("key", Shape::Text), required("label", Shape::Text)];

/// What OpenSSH calls the keys that are taken.
const TYPES: &[&str] = &[
    "ssh-rsa",
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(KEYS, SCOPES, list).listed(LISTED),
    Operation::post(KEYS, SCOPES, NEW, create),
    Operation::get(KEY, SCOPES, get),
    Operation::delete(KEY, SCOPES, delete),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let repository = world.repository(id);
    let keys = repository.access.deploy_keys.all.iter();
    let items = keys.map(|key| full(world, repository, key, call.links)).collect();
    Ok(Reply::Collection(Collection::of(items)))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    Ok(Reply::found(show(world, id, place, call)))
}

/// Answers 200 (Bitbucket facts, trap 3).
fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let (key, comment) = public_key(call.text("/key").unwrap_or_default())
        .ok_or_else(|| Refusal::field("key", "Invalid SSH key."))?;
    let label = call.text("/label").unwrap_or_default().to_owned();
    let keys = &mut world.repository_mut(id).access.deploy_keys;
    if keys.all.iter().any(|known| known.key == key) {
        return Err(Refusal::field("key", "Someone has already added that SSH key to this repository."));
    }
    let number = keys.next();
    keys.all.push(DeployKey { id: number, key, comment, label, owner: call.caller, added_on: call.now });
    let place = keys.all.len() - 1;
    Ok(Reply::found(show(world, id, place, call)))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    world.repository_mut(id).access.deploy_keys.all.remove(place);
    Ok(Reply::nothing())
}

/// A line of OpenSSH's: the type and the key, and the comment behind them.
fn public_key(line: &str) -> Option<(String, String)> {
    let mut words = line.trim().splitn(3, ' ');
    let (kind, key) = (words.next()?, words.next()?);
    let bytes = STANDARD.decode(key).ok()?;
    let is_key = TYPES.contains(&kind) && !bytes.is_empty() && !line.trim().contains('\n');
    is_key.then(|| (format!("{kind} {key}"), words.next().unwrap_or_default().to_owned()))
}

fn find(world: &World, call: &Call<'_>) -> Result<(RepositoryId, usize), Refusal> {
    let id = access::administered_repository(world, call)?;
    let wanted = call.param("key_id");
    let mut keys = world.repository(id).access.deploy_keys.all.iter();
    let place = keys.position(|key| key.id.to_string() == wanted);
    Ok((id, place.ok_or_else(|| Refusal::not_found(format!("No deploy key {wanted}")))?))
}

fn show(world: &World, id: RepositoryId, place: usize, call: &Call<'_>) -> Value {
    let repository = world.repository(id);
    full(world, repository, &repository.access.deploy_keys.all[place], call.links)
}

fn full(world: &World, repository: &Repository, key: &DeployKey, links: &Links) -> Value {
    let path = format!("/repositories/{}/deploy-keys/{}", repository.full_name(), key.id);
    json!({
        "type": "deploy_key",
        "id": key.id,
        "key": key.key,
        "comment": key.comment,
        "label": key.label,
        "added_on": stamp(key.added_on),
        "last_used": null,
        "owner": users::account(world.user(key.owner), links),
        "repository": repositories::brief(repository, links),
        "links": { "self": links.api(&path) },
    })
}
