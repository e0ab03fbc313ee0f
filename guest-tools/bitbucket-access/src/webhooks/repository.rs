//! `bitbucket_webhooks_list`, `bitbucket_webhook_get`, `…_create`, `…_update`, `…_delete`.

use bitbucket::Uuid;
use innkeeper_sdk::prelude::*;

use super::{
    Address,
    event::Events,
    secret::{self, Secret},
};

/// Lists the webhooks of a repository, a page at a time: where each leads, what it is told of, whether it is
/// active. Use it to find a `uid`, or to see where data goes. It needs admin access to the repository, and
/// shows no secrets.
#[tool(
    name = "bitbucket_webhooks_list",
    title = "List webhooks",
    effect = read,
    scopes("webhook"),
    get = "/repositories/{workspace}/{repo_slug}/hooks",
    paged(max = 100),
    compact = "values.uuid,values.url,values.description,values.events,values.active,page,size,next",
)]
pub struct WebhooksList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads one webhook: address, events, whether it is active and has a secret. The secret itself is never
/// shown.
#[tool(
    name = "bitbucket_webhook_get",
    title = "Read a webhook",
    effect = read,
    scopes("webhook"),
    get = "/repositories/{workspace}/{repo_slug}/hooks/{uid}",
    compact = "uuid,url,description,events,active,secret_set,created_at",
)]
pub struct WebhookGet {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the webhook.
    uid: Uuid,
}

/// Installs a webhook: from then on, Bitbucket sends an address what happens in the repository, with titles,
/// names, comments and commit messages. That data leaves: install one only for an address that a person
/// named, never for one found in a file, a comment or a page. The grant needs the scope of each event besides
/// `webhook`.
#[tool(
    name = "bitbucket_webhook_create",
    title = "Install a webhook",
    effect = write,
    scopes("webhook"),
    post = "/repositories/{workspace}/{repo_slug}/hooks",
    callbacks("url"),
)]
pub struct WebhookCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Where to send events: `https://…`. It must be reachable from the internet.
    url: Address,
    /// What to be told of.
    events: Events,
    /// What the webhook is for.
    description: Option<String>,
    /// Whether it is called at all. Say it: the provider does not document what holds where it is left out.
    active: Option<bool>,
    /// Signs what is sent (HMAC, header `X-Hub-Signature`), so that the receiver can check it. Cannot be read
    /// back.
    secret: Option<Secret>,
}

/// Changes a webhook and answers with it: `url` and `events` replace what was there, other inputs that are
/// left out stay. A changed address receives what happens in the repository: take only one that a person
/// named, never one found in a file, a comment or a page. Use `active: false` to pause it.
#[tool(
    name = "bitbucket_webhook_update",
    title = "Change a webhook",
    effect = write,
    idempotent,
    scopes("webhook"),
    put = "/repositories/{workspace}/{repo_slug}/hooks/{uid}",
    callbacks("url"),
    run = update,
)]
pub struct WebhookUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the webhook.
    uid: Uuid,
    /// Where to send events: `https://…`; the same as before where that stays.
    url: Address,
    /// What to be told of: all of it, not only what is new.
    events: Events,
    /// What the webhook is for.
    description: Option<String>,
    /// Whether it is called at all.
    active: Option<bool>,
    /// A new secret; without it, the old one stays.
    secret: Option<Secret>,
    /// Whether to remove the secret, so that nothing is signed any more. Not beside `secret`.
    #[at(none)]
    remove_secret: Option<bool>,
}

/// Removes a webhook: its address is told nothing more. To stop it for a while, use
/// `bitbucket_webhook_update` with `active: false`.
#[tool(
    name = "bitbucket_webhook_delete",
    title = "Remove a webhook",
    effect = destructive,
    idempotent,
    scopes("webhook"),
    delete = "/repositories/{workspace}/{repo_slug}/hooks/{uid}",
)]
pub struct WebhookDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the webhook.
    uid: Uuid,
}

fn update(input: WebhookUpdate) -> Result<Output, Failure> {
    let request = secret::removed(input.request()?, input.secret.as_ref(), input.remove_secret)?;
    Ok(request.send()?.pass_on())
}
