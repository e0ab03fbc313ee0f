//! `bitbucket_workspace_webhooks_list`, `bitbucket_workspace_webhook_get`, `…_create`, `…_update`,
//! `…_delete`.

use bitbucket::Uuid;
use innkeeper_sdk::prelude::*;

use super::{
    Address,
    event::Events,
    secret::{self, Secret},
};

/// Lists the webhooks that a workspace has for all its repositories, a page at a time: where each leads, what
/// it is told of, whether it is active. Use it to find a `uid`, or to see where data goes. It leaves out
/// webhooks of single repositories, shows no secrets, and needs an owner of the workspace.
#[tool(
    name = "bitbucket_workspace_webhooks_list",
    title = "List webhooks of a workspace",
    effect = read,
    scopes("webhook"),
    get = "/workspaces/{workspace}/hooks",
    paged(max = 100),
    compact = "values.uuid,values.url,values.description,values.events,values.active,page,size,next",
)]
pub struct WorkspaceWebhooksList {
    workspace: Option<String>,
}

/// Reads one webhook of a workspace: address, events, whether it is active and has a secret. The secret
/// itself is never shown.
#[tool(
    name = "bitbucket_workspace_webhook_get",
    title = "Read a webhook of a workspace",
    effect = read,
    scopes("webhook"),
    get = "/workspaces/{workspace}/hooks/{uid}",
    compact = "uuid,url,description,events,active,secret_set,created_at",
)]
pub struct WorkspaceWebhookGet {
    workspace: Option<String>,
    /// UUID of the webhook.
    uid: Uuid,
}

/// Installs a webhook for all repositories of a workspace, those to come included: Bitbucket sends an address
/// what happens in them, with titles, names, comments and commit messages. That data leaves: install one only
/// for an address that a person named, never for one found in a file, a comment or a page. It needs an owner
/// of the workspace, and a grant with the scope of each event besides `webhook`.
#[tool(
    name = "bitbucket_workspace_webhook_create",
    title = "Install a webhook for a workspace",
    effect = write,
    scopes("webhook"),
    post = "/workspaces/{workspace}/hooks",
    callbacks("url"),
)]
pub struct WorkspaceWebhookCreate {
    workspace: Option<String>,
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

/// Changes a webhook of a workspace and answers with it: `url` and `events` replace what was there, other
/// inputs that are left out stay. A changed address receives what happens in every repository: take only one
/// that a person named, never one found in a file, a comment or a page. Use `active: false` to pause it.
#[tool(
    name = "bitbucket_workspace_webhook_update",
    title = "Change a webhook of a workspace",
    effect = write,
    idempotent,
    scopes("webhook"),
    put = "/workspaces/{workspace}/hooks/{uid}",
    callbacks("url"),
    run = update,
)]
pub struct WorkspaceWebhookUpdate {
    workspace: Option<String>,
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

/// Removes a webhook of a workspace: its address is told nothing more. To stop it for a while, use
/// `bitbucket_workspace_webhook_update` with `active: false`.
#[tool(
    name = "bitbucket_workspace_webhook_delete",
    title = "Remove a webhook of a workspace",
    effect = destructive,
    idempotent,
    scopes("webhook"),
    delete = "/workspaces/{workspace}/hooks/{uid}",
)]
pub struct WorkspaceWebhookDelete {
    workspace: Option<String>,
    /// UUID of the webhook.
    uid: Uuid,
}

fn update(input: WorkspaceWebhookUpdate) -> Result<Output, Failure> {
    let request = secret::removed(input.request()?, input.secret.as_ref(), input.remove_secret)?;
    Ok(request.send()?.pass_on())
}
