//! `/branching-model`: which branch is for what. [`update`] changes it.

mod update;

use serde_json::{Value, json};

use super::{
    access,
    operation::{Call, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
};
use crate::{
    scope::Scope,
    world::{BranchType, ModelBranch, Repository, World},
};

const SETTINGS: &str = "/repositories/{workspace}/{repo_slug}/branching-model/settings";

const NAME: Property = optional("name", Shape::Nullable(&Shape::Text));
const USE_MAINBRANCH: Property = optional("use_mainbranch", Shape::Boolean);
/// Taken and ignored.
const IS_VALID: Property = optional("is_valid", Shape::Boolean);

const BRANCH_TYPE: Shape = Shape::Object(&[
    required("kind", Shape::OneOf(&["release", "hotfix", "feature", "bugfix"])),
    optional("prefix", Shape::Nullable(&Shape::Text)),
    optional("enabled", Shape::Boolean),
]);

const CHANGE: &[Property] = &[
    optional("type", Shape::OneOf(&["branching_model_settings"])),
    optional("development", Shape::Object(&[NAME, USE_MAINBRANCH, IS_VALID])),
    optional(
        "production",
        Shape::Object(&[NAME, USE_MAINBRANCH, IS_VALID, optional("enabled", Shape::Boolean)]),
    ),
    optional("branch_types", Shape::ListOf(&BRANCH_TYPE)),
    optional("default_branch_deletion", Shape::Text),
];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/repositories/{workspace}/{repo_slug}/branching-model", &[Scope::Repository], model),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/effective-branching-model",
        &[Scope::Repository],
        effective_model,
    ),
    Operation::get(SETTINGS, &[Scope::RepositoryAdmin], settings),
    Operation::put(SETTINGS, &[Scope::RepositoryAdmin], CHANGE, update::update),
];

fn model(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let repository = world.repository(access::repository(world, call)?);
    Ok(Reply::found(in_use(repository, "branching_model", "branching-model", call)))
}

/// No project has a model that its repositories would follow, so it is always the repository's own.
fn effective_model(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let repository = world.repository(access::repository(world, call)?);
    Ok(Reply::found(in_use(repository, "effective_repo_branching_model", "effective-branching-model", call)))
}

fn settings(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    Ok(Reply::found(show_settings(world.repository(id), call)))
}

/// What is switched on, with the branches as they are.
fn in_use(repository: &Repository, kind: &str, path: &str, call: &Call<'_>) -> Value {
    let model = &repository.branching_model;
    let types = model.branch_types.iter().filter(|branch_type| branch_type.enabled);
    let types: Vec<Value> =
        types.map(|BranchType { kind, prefix, .. }| json!({ "kind": kind, "prefix": prefix })).collect();
    let mut value = json!({
        "type": kind,
        "development": part(repository, &model.development),
        "branch_types": types,
        "links": { "self": call.links.api(&format!("/repositories/{}/{path}", repository.full_name())) },
    });
    if model.production_enabled {
        value["production"] = part(repository, &model.production);
    }
    value
}

/// A branch's part in the model, with the branch where it exists.
fn part(repository: &Repository, branch: &ModelBranch) -> Value {
    let name = branch.name(&repository.main_branch);
    let mut value = json!({ "name": name, "use_mainbranch": *branch == ModelBranch::Main });
    if let Some((name, tip)) = name.and_then(|name| Some((name, repository.history.tip(name)?))) {
        let target = json!({ "type": "commit", "hash": tip.hash.as_str() });
        value["branch"] = json!({ "type": "branch", "name": name, "target": target });
    }
    value
}

/// Everything, also what is switched off or gone.
fn show_settings(repository: &Repository, call: &Call<'_>) -> Value {
    let model = &repository.branching_model;
    let mut production = setting(repository, &model.production);
    production["enabled"] = json!(model.production_enabled);
    let types = model.branch_types.iter().map(
        |BranchType { kind, prefix, enabled }| json!({ "kind": kind, "prefix": prefix, "enabled": enabled }),
    );
    let path = format!("/repositories/{}/branching-model/settings", repository.full_name());
    json!({
        "type": "branching_model_settings",
        "development": setting(repository, &model.development),
        "production": production,
        "branch_types": types.collect::<Vec<Value>>(),
        "default_branch_deletion": model.default_branch_deletion.to_string(),
        "links": { "self": call.links.api(&path) },
    })
}

fn setting(repository: &Repository, branch: &ModelBranch) -> Value {
    let name = match branch {
        ModelBranch::Main => None,
        ModelBranch::Named(name) => name.as_deref(),
    };
    json!({
        "name": name,
        "use_mainbranch": *branch == ModelBranch::Main,
        "is_valid": is_valid(repository, branch),
    })
}

/// Whether the branch exists; the main branch counts as existing.
fn is_valid(repository: &Repository, branch: &ModelBranch) -> bool {
    match branch {
        ModelBranch::Main => true,
        ModelBranch::Named(name) => {
            name.as_deref().is_some_and(|name| repository.history.tip(name).is_some())
        }
    }
}
