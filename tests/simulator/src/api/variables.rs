//! Variables of repositories, workspaces and environments. The paths differ (`pipelines_config`, `pipelines-config`,
//! `deployments_config`: facts, trap 9), what happens does not: the path says whose they are.

use serde_json::{Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
    users::encoded,
};
use crate::{
    scope::Scope,
    world::{Entry, RepositoryId, Taken, Variable, Variables, World},
};

const OF_REPOSITORY: &str = "/repositories/{workspace}/{repo_slug}/pipelines_config/variables";
const ONE_OF_REPOSITORY: &str =
    "/repositories/{workspace}/{repo_slug}/pipelines_config/variables/{variable_uuid}";
const OF_WORKSPACE: &str = "/workspaces/{workspace}/pipelines-config/variables";
const ONE_OF_WORKSPACE: &str = "/workspaces/{workspace}/pipelines-config/variables/{variable_uuid}";
const OF_ENVIRONMENT: &str =
    "/repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables";
const ONE_OF_ENVIRONMENT: &str = "/repositories/{workspace}/{repo_slug}/deployments_config/environments/\
                                  {environment_uuid}/variables/{variable_uuid}";

const READ: &[Scope] = &[Scope::Pipeline];
const WRITE: &[Scope] = &[Scope::PipelineVariable];
const PAGES: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };

const VARIABLE: &[Property] = &[
    optional("type", Shape::OneOf(&["pipeline_variable", "deployment_variable"])),
    required("key", Shape::Text),
    required("value", Shape::Text),
    optional("secured", Shape::Boolean),
];

/// There is no way to read a single variable of an environment.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(OF_REPOSITORY, READ, list).listed(PAGES),
    Operation::post(OF_REPOSITORY, WRITE, VARIABLE, create),
    Operation::get(ONE_OF_REPOSITORY, READ, get),
    Operation::put(ONE_OF_REPOSITORY, WRITE, VARIABLE, update),
    Operation::delete(ONE_OF_REPOSITORY, WRITE, delete),
    Operation::get(OF_WORKSPACE, READ, list).listed(PAGES),
    Operation::post(OF_WORKSPACE, WRITE, VARIABLE, create),
    Operation::get(ONE_OF_WORKSPACE, READ, get),
    Operation::put(ONE_OF_WORKSPACE, WRITE, VARIABLE, update),
    Operation::delete(ONE_OF_WORKSPACE, WRITE, delete),
    Operation::get(OF_ENVIRONMENT, READ, list).listed(PAGES),
    Operation::post(OF_ENVIRONMENT, WRITE, VARIABLE, create),
    Operation::put(ONE_OF_ENVIRONMENT, WRITE, VARIABLE, update),
    Operation::delete(ONE_OF_ENVIRONMENT, WRITE, delete),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = Owner::seen(world, call)?;
    let items = owner.variables(world)?.iter().map(|entry| owner.render(entry));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = Owner::seen(world, call)?;
    let found = owner.variables(world)?.find(call.param("variable_uuid"));
    found.map(|entry| Reply::found(owner.render(entry))).ok_or_else(|| missing(call))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = Owner::administered(world, call)?;
    let variable = variable(call, false)?;
    let key = variable.key.clone();
    let name = owner.name();
    let entry = owner.variables_mut(world)?.add(&name, variable).map_err(|Taken| taken(&key))?;
    Ok(Reply::created_at(owner.render(&entry), call.links, &owner.path(&entry, call)))
}

/// Whether it is secured stays as it was, unless the body says otherwise.
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = Owner::administered(world, call)?;
    let uuid = call.param("variable_uuid");
    let before = owner.variables(world)?.find(uuid).ok_or_else(|| missing(call))?;
    let variable = variable(call, before.value.secured)?;
    let key = variable.key.clone();
    let changed = owner.variables_mut(world)?.replace(uuid, variable).map_err(|Taken| taken(&key))?;
    changed.map(|entry| Reply::found(owner.render(&entry))).ok_or_else(|| missing(call))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = Owner::administered(world, call)?;
    let removed = owner.variables_mut(world)?.remove(call.param("variable_uuid"));
    removed.map(|_| Reply::nothing()).ok_or_else(|| missing(call))
}

/// Whose variables they are.
enum Owner {
    Workspace { slug: String },
    Repository(RepositoryId),
    Environment { repository: RepositoryId, uuid: String },
}

impl Owner {
    /// The owner that the path names, if the caller may see it.
    fn seen(world: &World, call: &Call<'_>) -> Result<Self, Refusal> {
        if call.param("repo_slug").is_empty() {
            return Ok(Self::Workspace { slug: access::workspace(world, call)?.slug.clone() });
        }
        let repository = access::repository(world, call)?;
        Ok(match call.param("environment_uuid") {
            "" => Self::Repository(repository),
            uuid => Self::Environment { repository, uuid: uuid.to_owned() },
        })
    }

    /// The same, if the caller administers it.
    fn administered(world: &World, call: &Call<'_>) -> Result<Self, Refusal> {
        let owner = Self::seen(world, call)?;
        match owner {
            Self::Workspace { .. } => access::administered_workspace(world, call).map(|_| ())?,
            Self::Repository(_) | Self::Environment { .. } => {
                access::administered_repository(world, call).map(|_| ())?;
            }
        }
        Ok(owner)
    }

    fn variables<'w>(&self, world: &'w World) -> Result<&'w Variables, Refusal> {
        let found = match self {
            Self::Workspace { slug } => world.workspace(slug).map(|workspace| &workspace.pipeline_variables),
            Self::Repository(id) => Some(&world.repository(*id).pipelines_config.variables),
            Self::Environment { repository, uuid } => {
                world.repository(*repository).environments.find(uuid).map(|found| &found.value.variables)
            }
        };
        found.ok_or_else(no_owner)
    }

    fn variables_mut<'w>(&self, world: &'w mut World) -> Result<&'w mut Variables, Refusal> {
        let found = match self {
            Self::Workspace { slug } => {
                world.workspace_mut(slug).map(|workspace| &mut workspace.pipeline_variables)
            }
            Self::Repository(id) => Some(&mut world.repository_mut(*id).pipelines_config.variables),
            Self::Environment { repository, uuid } => {
                let environments = &mut world.repository_mut(*repository).environments;
                environments.find_mut(uuid).map(|found| &mut found.value.variables)
            }
        };
        found.ok_or_else(no_owner)
    }

    /// Different for each owner.
    fn name(&self) -> String {
        match self {
            Self::Workspace { slug } => format!("of workspace {slug}"),
            Self::Repository(id) => format!("of repository {id:?}"),
            Self::Environment { uuid, .. } => format!("of environment {}", uuid.to_lowercase()),
        }
    }

    /// The path of one of them.
    fn path(&self, entry: &Entry<Variable>, call: &Call<'_>) -> String {
        let template = match self {
            Self::Workspace { .. } => ONE_OF_WORKSPACE,
            Self::Repository(_) => ONE_OF_REPOSITORY,
            Self::Environment { .. } => ONE_OF_ENVIRONMENT,
        };
        let fill =
            |path: String, name: &str, value: &str| path.replace(&format!("{{{name}}}"), &encoded(value));
        let collection =
            call.params.iter().fold(template.to_owned(), |path, (name, value)| fill(path, name, value));
        fill(collection, "variable_uuid", &entry.uuid.to_string())
    }

    fn render(&self, entry: &Entry<Variable>) -> Value {
        let kind = match self {
            Self::Workspace { .. } | Self::Repository(_) => "pipeline_variable",
            Self::Environment { .. } => "deployment_variable",
        };
        let mut value = render(kind, &entry.value);
        value["uuid"] = json!(entry.uuid.to_string());
        value
    }
}

/// A variable as it is shown. The value of a secured one never is again.
pub(super) fn render(kind: &str, variable: &Variable) -> Value {
    let mut value = json!({ "type": kind, "key": variable.key, "secured": variable.secured });
    if !variable.secured {
        value["value"] = json!(variable.value);
    }
    value
}

/// The variable that the body describes.
fn variable(call: &Call<'_>, secured: bool) -> Result<Variable, Refusal> {
    let text = |pointer| call.text(pointer).unwrap_or_default().to_owned();
    let variable = Variable {
        key: text("/key"),
        value: text("/value"),
        secured: call.flag("/secured").unwrap_or(secured),
    };
    if !is_key(&variable.key) {
        let problem = "only letters, digits and underscores, and no digit first";
        return Err(Refusal::field("key", problem));
    }
    Ok(variable)
}

fn is_key(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.bytes().all(known) && !text.is_empty() && !text.starts_with(|first: char| first.is_ascii_digit())
}

fn taken(key: &str) -> Refusal {
    Refusal::conflict(format!("A variable with the key {key} already exists."))
}

fn missing(call: &Call<'_>) -> Refusal {
    Refusal::not_found(format!("Variable {} not found", call.param("variable_uuid")))
}

fn no_owner() -> Refusal {
    Refusal::not_found("Environment not found")
}
