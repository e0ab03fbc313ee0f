//! `/workspaces/{workspace}/projects`: what repositories are sorted into.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
    workspaces,
};
use crate::{
    clock::stamp,
    scope::Scope,
    world::{Project, Uuid, Workspace, World},
};

const LISTED: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };
const PROJECTS: &str = "/workspaces/{workspace}/projects";
const PROJECT: &str = "/workspaces/{workspace}/projects/{project_key}";

const LINKS: Shape = Shape::Object(&[optional("avatar", Shape::Object(&[required("href", Shape::Text)]))]);
const NEW: &[Property] = &[
    optional("type", Shape::OneOf(&["project"])),
    required("key", Shape::Text),
    required("name", Shape::Text),
    optional("description", Shape::Text),
    optional("is_private", Shape::Boolean),
    optional("links", LINKS),
];

/// The key is in the path; one in the body renames it.
const CHANGED: &[Property] = &[
    optional("type", Shape::OneOf(&["project"])),
    optional("key", Shape::Text),
    required("name", Shape::Text),
    optional("description", Shape::Text),
    optional("is_private", Shape::Boolean),
    optional("links", LINKS),
];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(PROJECTS, &[Scope::Project], list).listed(LISTED),
    Operation::post(PROJECTS, &[Scope::ProjectAdmin], NEW, create),
    Operation::get(PROJECT, &[Scope::Project], get),
    Operation::put(PROJECT, &[Scope::ProjectAdmin], CHANGED, put),
    Operation::delete(PROJECT, &[Scope::ProjectAdmin], delete),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let workspace = access::workspace(world, call)?;
    let items = workspace.projects.all.iter().map(|project| full(workspace, project, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let workspace = access::workspace(world, call)?;
    let key = call.param("project_key");
    let project = workspace.project(key).ok_or_else(|| no_project(key))?;
    Ok(Reply::found(full(workspace, project, call.links)))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let workspace = administered(world, call)?;
    add(workspace, call.text("/key").unwrap_or_default(), call)
}

/// Changes a project, or creates it where there is none (Bitbucket facts, trap 2). Its repositories follow a new key.
fn put(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let workspace = administered(world, call)?;
    let key = call.param("project_key");
    let Some(place) = workspace.projects.all.iter().position(|project| project.key == key) else {
        return add(workspace, key, call);
    };
    let new_key = call.text("/key").unwrap_or(key);
    if new_key != key {
        check_key(workspace, new_key)?;
    }
    let project = &mut workspace.projects.all[place];
    project.key = new_key.to_owned();
    take_over(project, call);
    let value = full(workspace, &workspace.projects.all[place], call.links);
    let slug = workspace.slug.clone();
    for id in world.repositories_in(&slug, key) {
        world.repository_mut(id).project_key = new_key.to_owned();
    }
    let location = (new_key != key).then(|| format!("{}{}", call.links.api, path(&slug, new_key)));
    Ok(Reply::Object { status: StatusCode::OK, value, location })
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let workspace = access::administered_workspace(world, call)?;
    let key = call.param("project_key");
    workspace.project(key).ok_or_else(|| no_project(key))?;
    if !world.repositories_in(&workspace.slug, key).is_empty() {
        return Err(Refusal::forbidden("Cannot delete a project that still contains repositories."));
    }
    administered(world, call)?.projects.all.retain(|project| project.key != key);
    Ok(Reply::nothing())
}

/// The workspace that the path names, to change it.
fn administered<'w>(world: &'w mut World, call: &Call<'_>) -> Result<&'w mut Workspace, Refusal> {
    let slug = access::administered_workspace(world, call)?.slug.clone();
    world.workspace_mut(&slug).ok_or_else(|| Refusal::not_found(format!("No workspace {slug}")))
}

fn add(workspace: &mut Workspace, key: &str, call: &Call<'_>) -> Result<Reply, Refusal> {
    check_key(workspace, key)?;
    let number = workspace.projects.next();
    let mut project = Project {
        uuid: Uuid::named(&format!("project {} {number}", workspace.uuid)),
        key: key.to_owned(),
        name: String::new(),
        description: String::new(),
        is_private: true,
        default_reviewers: Vec::new(),
        created_on: call.now,
        updated_on: call.now,
    };
    take_over(&mut project, call);
    workspace.projects.all.push(project.clone());
    Ok(Reply::created(full(workspace, &project, call.links)))
}

/// Sets what the body says; what is left out stays.
fn take_over(project: &mut Project, call: &Call<'_>) {
    if let Some(name) = call.text("/name") {
        project.name = name.to_owned();
    }
    if let Some(description) = call.text("/description") {
        project.description = description.to_owned();
    }
    if let Some(is_private) = call.flag("/is_private") {
        project.is_private = is_private;
    }
    project.updated_on = call.now;
}

/// A key is a letter with letters, digits and underscores behind it, and is there once.
fn check_key(workspace: &Workspace, key: &str) -> Result<(), Refusal> {
    let fits = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
    if !key.starts_with(|first: char| first.is_ascii_uppercase()) || !key.chars().all(fits) {
        return Err(Refusal::field("key", "not a valid project key"));
    }
    match workspace.project(key) {
        None => Ok(()),
        Some(_) => Err(Refusal::field("key", "Project with this Owner and Key already exists.")),
    }
}

fn no_project(key: &str) -> Refusal {
    Refusal::not_found(format!("No project with the key {key:?}"))
}

fn path(workspace: &str, key: &str) -> String {
    format!("/workspaces/{workspace}/projects/{key}")
}

/// A project as other objects show it.
pub(super) fn brief(workspace: &str, project: &Project, links: &Links) -> Value {
    let site = |what: &str| links.site(&format!("/{workspace}/workspace/projects/{}{what}", project.key));
    json!({
        "type": "project",
        "uuid": project.uuid.to_string(),
        "key": project.key,
        "name": project.name,
        "links": {
            "self": links.api(&path(workspace, &project.key)),
            "html": site(""),
            "avatar": site("/avatar/"),
        },
    })
}

fn full(workspace: &Workspace, project: &Project, links: &Links) -> Value {
    let mut value = brief(&workspace.slug, project, links);
    let owner = workspaces::brief(workspace, links);
    value["description"] = json!(project.description);
    value["is_private"] = json!(project.is_private);
    value["has_publicly_visible_repos"] = json!(false);
    value["created_on"] = json!(stamp(project.created_on));
    value["updated_on"] = json!(stamp(project.updated_on));
    value["owner"] = owner.clone();
    value["workspace"] = owner;
    value
}
