//! `/snippets/{workspace}`: make, read, list, delete, and the files themselves.

use http::StatusCode;
use serde_json::{Map, Value, json};

mod form;

use super::{
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply, segment},
    refusal::Refusal,
    strict::{Shape, optional},
    users, workspaces,
};
use crate::{
    clock::stamp,
    scope::Scope,
    world::{Snippet, Workspace, World},
};

const SNIPPETS: &str = "/snippets/{workspace}";
const SNIPPET: &str = "/snippets/{workspace}/{encoded_id}";
const FILE: &str = "/snippets/{workspace}/{encoded_id}/{node_id}/files/{path}";

const ROLES: Shape = Shape::OneOf(&["owner", "contributor", "member"]);

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(SNIPPETS, &[Scope::Snippet], list)
        .with_query(&[optional("role", ROLES)])
        .listed(Listing::Pages { largest: 100, filters: &[], sorts: &[] }),
    Operation::upload(SNIPPETS, &[Scope::SnippetWrite], create),
    Operation::get(SNIPPET, &[Scope::Snippet], get),
    Operation::delete(SNIPPET, &[Scope::SnippetWrite], delete),
    Operation::get(FILE, &[Scope::Snippet], file),
];

/// Those that the caller may read. Nobody watches snippets here, so a contributor has the owner's.
fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let workspace = owner(world, call)?;
    let role = call.query.first("role");
    let wanted = |snippet: &&Snippet| match role {
        Some("member") => workspace.role_of(call.caller).is_some(),
        Some(_) => snippet.creator == call.caller,
        None => true,
    };
    let visible = workspace.snippets.all.iter().filter(|snippet| workspace.shows(snippet, call.caller));
    let items = visible.filter(wanted).map(|snippet| render(world, workspace, snippet, call.links));
    Ok(Reply::Collection(Collection { hidden: &["files"], ..Collection::of(items.collect()) }))
}

/// In a workspace that the caller belongs to.
fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let workspace = owner(world, call)?;
    if workspace.role_of(call.caller).is_none() {
        return Err(Refusal::forbidden("You cannot create snippets in this workspace."));
    }
    let slug = workspace.slug.clone();
    let draft = form::draft(call)?;
    let Some(workspace) = world.workspace_mut(&slug) else { return Err(nobody(&slug)) };
    let place = workspace.make_snippet(draft);
    let workspace = owner(world, call)?;
    let snippet = &workspace.snippets.all[place];
    let location = format!("{}/snippets/{slug}/{}", call.links.api, snippet.id);
    let value = render(world, workspace, snippet, call.links);
    Ok(Reply::Object { status: StatusCode::CREATED, value, location: Some(location) })
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (workspace, place) = find(world, call)?;
    Ok(Reply::found(render(world, workspace, &workspace.snippets.all[place], call.links)))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (workspace, place) = find(world, call)?;
    if !workspace.hands_over(&workspace.snippets.all[place], call.caller) {
        return Err(Refusal::forbidden("You cannot delete this snippet."));
    }
    let slug = workspace.slug.clone();
    if let Some(workspace) = world.workspace_mut(&slug) {
        workspace.snippets.all.remove(place);
    }
    Ok(Reply::nothing())
}

fn file(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (workspace, place) = find(world, call)?;
    let snippet = &workspace.snippets.all[place];
    let (revision, name) = (call.param("node_id"), call.param("path"));
    let found = snippet.files.iter().find(|file| file.name == name && snippet.revision == revision);
    let found = found.ok_or_else(|| Refusal::not_found(format!("No file {name} at {revision}")))?;
    Ok(Reply::bytes(found.bytes.clone()))
}

/// The workspace that the path names, whoever asks: public snippets are for all.
fn owner<'w>(world: &'w World, call: &Call<'_>) -> Result<&'w Workspace, Refusal> {
    let identifier = call.param("workspace");
    let found = world.workspace_slug(identifier).and_then(|slug| world.workspace(slug));
    found.ok_or_else(|| nobody(identifier))
}

fn nobody(identifier: &str) -> Refusal {
    Refusal::not_found(format!("No workspace with identifier '{identifier}'."))
}

/// The snippet that the path names, if the caller may read it.
fn find<'w>(world: &'w World, call: &Call<'_>) -> Result<(&'w Workspace, usize), Refusal> {
    let workspace = owner(world, call)?;
    let (wanted, all) = (call.param("encoded_id"), &workspace.snippets.all);
    let place = all.iter().position(|snippet| snippet.id == wanted);
    let place = place.ok_or_else(|| Refusal::not_found(format!("No snippet {wanted}")))?;
    if workspace.shows(&all[place], call.caller) {
        return Ok((workspace, place));
    }
    Err(Refusal::forbidden("You do not have access to this snippet."))
}

fn render(world: &World, workspace: &Workspace, snippet: &Snippet, links: &Links) -> Value {
    let owner = workspaces::brief(workspace, links);
    let path = format!("snippets/{}/{}", workspace.slug, snippet.id);
    let below = |what: &str| links.api(&format!("/{path}{what}"));
    json!({
        "type": "snippet",
        "id": snippet.id,
        "title": snippet.title,
        "scm": "git",
        "is_private": snippet.is_private,
        "owner": owner,
        "workspace": owner,
        "creator": users::account(world.user(snippet.creator), links),
        "created_on": stamp(snippet.created_on),
        "updated_on": stamp(snippet.created_on),
        "files": files(snippet, &path, links),
        "links": {
            "self": below(""),
            "html": links.site(&format!("/{path}")),
            "comments": below("/comments"),
            "commits": below("/commits"),
            "watchers": below("/watchers"),
            "diff": below(&format!("/{}/diff", snippet.revision)),
            "patch": below(&format!("/{}/patch", snippet.revision)),
            "clone": [
                { "name": "https", "href": format!("{}/{path}.git", links.site) },
                { "name": "ssh", "href": format!("git@bitbucket.example:{path}.git") },
            ],
        },
    })
}

/// By name, each with a link to what is in it.
fn files(snippet: &Snippet, path: &str, links: &Links) -> Map<String, Value> {
    let entry = |name: &str| {
        let place = format!("/{path}/{}/files/{}", snippet.revision, segment(name));
        let anchor = format!("/{path}#file-{}", segment(name));
        json!({ "links": { "self": links.api(&place), "html": links.site(&anchor) } })
    };
    snippet.files.iter().map(|file| (file.name.clone(), entry(&file.name))).collect()
}
