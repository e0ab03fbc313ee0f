//! `/hooks` of repositories and workspaces: webhooks.

use serde_json::{Value, json};

use super::{
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
    users,
};
use crate::{
    clock::stamp,
    scope::Scope,
    world::{Entry, Hook, World},
};

mod check;
mod subject;

use subject::Subject;

const LISTED: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };
const OF_REPOSITORY: &str = "/repositories/{workspace}/{repo_slug}/hooks";
const ONE_OF_REPOSITORY: &str = "/repositories/{workspace}/{repo_slug}/hooks/{uid}";
const OF_WORKSPACE: &str = "/workspaces/{workspace}/hooks";
const ONE_OF_WORKSPACE: &str = "/workspaces/{workspace}/hooks/{uid}";

const HOOK: &[Property] = &[
    required("url", Shape::Text),
    required("events", Shape::ListOf(&Shape::OneOf(check::EVENTS))),
    optional("description", Shape::Text),
    optional("active", Shape::Boolean),
    optional("secret", Shape::Nullable(&Shape::Text)),
];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(OF_REPOSITORY, &[Scope::Webhook], list).listed(LISTED),
    Operation::post(OF_REPOSITORY, &[Scope::Webhook], HOOK, create),
    Operation::get(ONE_OF_REPOSITORY, &[Scope::Webhook], get),
    Operation::put(ONE_OF_REPOSITORY, &[Scope::Webhook], HOOK, update),
    Operation::delete(ONE_OF_REPOSITORY, &[Scope::Webhook], delete),
    Operation::get(OF_WORKSPACE, &[Scope::Webhook], list).listed(LISTED),
    Operation::post(OF_WORKSPACE, &[Scope::Webhook], HOOK, create),
    Operation::get(ONE_OF_WORKSPACE, &[Scope::Webhook], get),
    Operation::put(ONE_OF_WORKSPACE, &[Scope::Webhook], HOOK, update),
    Operation::delete(ONE_OF_WORKSPACE, &[Scope::Webhook], delete),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let subject = Subject::of(world, call)?;
    let items = subject.hooks(world)?.iter().map(|hook| full(&subject, hook, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let subject = Subject::of(world, call)?;
    let uid = call.param("uid");
    let hook = subject.hooks(world)?.find(uid).ok_or_else(|| no_hook(uid))?;
    Ok(Reply::found(full(&subject, hook, call.links)))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let subject = Subject::of(world, call)?;
    check::check(call)?;
    let mut hook = Hook {
        url: String::new(),
        description: String::new(),
        active: true,
        events: Vec::new(),
        secret: None,
        created_at: call.now,
    };
    take_over(&mut hook, call);
    let hook = subject.add(world, hook)?;
    Ok(Reply::created(full(&subject, &hook, call.links)))
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let subject = Subject::of(world, call)?;
    let uid = call.param("uid");
    let hook = subject.hooks_mut(world)?.find_mut(uid).ok_or_else(|| no_hook(uid))?;
    check::check(call)?;
    take_over(&mut hook.value, call);
    Ok(Reply::found(full(&subject, hook, call.links)))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let subject = Subject::of(world, call)?;
    let uid = call.param("uid");
    subject.hooks_mut(world)?.remove(uid).ok_or_else(|| no_hook(uid))?;
    Ok(Reply::nothing())
}

/// Sets what the body says. A secret that is `null` or empty goes; what is left out stays.
fn take_over(hook: &mut Hook, call: &Call<'_>) {
    hook.url = call.text("/url").unwrap_or_default().to_owned();
    hook.events = call.list("/events").iter().filter_map(Value::as_str).map(str::to_owned).collect();
    if let Some(description) = call.text("/description") {
        hook.description = description.to_owned();
    }
    if let Some(active) = call.flag("/active") {
        hook.active = active;
    }
    if let Some(secret) = call.body.get("secret") {
        hook.secret = secret.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    }
}

fn no_hook(uid: &str) -> Refusal {
    Refusal::not_found(format!("No webhook {uid}"))
}

/// Everything but the secret, which nobody sees again.
fn full(subject: &Subject, entry: &Entry<Hook>, links: &Links) -> Value {
    let (uuid, hook) = (entry.uuid.to_string(), &entry.value);
    json!({
        "type": "webhook_subscription",
        "uuid": uuid,
        "url": hook.url,
        "description": hook.description,
        "subject_type": subject.kind(),
        "subject": subject.shown,
        "active": hook.active,
        "created_at": stamp(hook.created_at),
        "events": hook.events,
        "secret_set": hook.secret.is_some(),
        "links": { "self": links.api(&format!("{}/hooks/{}", subject.path, users::encoded(&uuid))) },
    })
}
