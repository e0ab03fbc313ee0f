//! Changing the settings. What is not named stays; what would leave the model broken is refused.

use serde_json::Value;

use super::{
    super::{
        access,
        operation::{Call, Reply},
        refusal::Refusal,
    },
    is_valid, show_settings,
};
use crate::world::{BranchType, BranchingModel, ModelBranch, Repository, World};

pub(super) fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let repository = world.repository_mut(id);
    repository.branching_model = changed(repository, call)?;
    Ok(Reply::found(show_settings(repository, call)))
}

fn changed(repository: &Repository, call: &Call<'_>) -> Result<BranchingModel, Refusal> {
    let mut model = repository.branching_model.clone();
    if let Some(change) = call.body.get("development") {
        model.development = branch(&model.development, change, "development")?;
        require_branch(repository, &model.development, "development.name")?;
    }
    if let Some(change) = call.body.get("production") {
        model.production = branch(&model.production, change, "production")?;
        model.production_enabled = call.flag("/production/enabled").unwrap_or(model.production_enabled);
        if model.production_enabled {
            require_branch(repository, &model.production, "production.name")?;
        }
    }
    for change in call.list("/branch_types") {
        set_type(&mut model.branch_types, change);
    }
    check_prefixes(&model.branch_types)?;
    match call.text("/default_branch_deletion") {
        Some("true") => model.default_branch_deletion = true,
        Some("false") => model.default_branch_deletion = false,
        _ => {}
    }
    Ok(model)
}

/// A branch with a name does not follow the main one, and the other way round.
fn branch(now: &ModelBranch, change: &Value, at: &str) -> Result<ModelBranch, Refusal> {
    let follows = change.get("use_mainbranch").and_then(Value::as_bool);
    let name = change.get("name").map(|name| name.as_str().filter(|name| !name.is_empty()));
    match (follows.unwrap_or(*now == ModelBranch::Main), name) {
        (true, Some(Some(_))) => {
            Err(Refusal::field(&format!("{at}.name"), "must be null when use_mainbranch is true"))
        }
        (true, _) => Ok(ModelBranch::Main),
        (false, Some(name)) => Ok(ModelBranch::Named(name.map(str::to_owned))),
        (false, None) if *now == ModelBranch::Main => Ok(ModelBranch::Named(None)),
        (false, None) => Ok(now.clone()),
    }
}

fn require_branch(repository: &Repository, branch: &ModelBranch, at: &str) -> Result<(), Refusal> {
    if is_valid(repository, branch) {
        Ok(())
    } else {
        Err(Refusal::field(at, "must name a branch that exists"))
    }
}

fn set_type(types: &mut [BranchType], change: &Value) {
    let kind = change.get("kind").and_then(Value::as_str);
    let Some(known) = types.iter_mut().find(|known| Some(known.kind) == kind) else { return };
    if let Some(prefix) = change.get("prefix") {
        known.prefix = prefix.as_str().unwrap_or_default().to_owned();
    }
    if let Some(enabled) = change.get("enabled").and_then(Value::as_bool) {
        known.enabled = enabled;
    }
}

/// Each name of a branch is of one kind at most.
fn check_prefixes(types: &[BranchType]) -> Result<(), Refusal> {
    let enabled = || types.iter().filter(|known| known.enabled);
    let odd = |prefix: &str| prefix.is_empty() || prefix.contains([' ', '*', '?', '[', '~', '^', ':', '\\']);
    if let Some(known) = enabled().find(|known| odd(&known.prefix)) {
        return Err(Refusal::field("branch_types", &format!("the prefix of {} is not valid", known.kind)));
    }
    let overlaps = |one: &BranchType| {
        enabled().any(|other| other.kind != one.kind && other.prefix.starts_with(&one.prefix))
    };
    match enabled().find(|known| overlaps(known)) {
        Some(known) => {
            let problem = format!("the prefix of {} is the beginning of another", known.kind);
            Err(Refusal::field("branch_types", &problem))
        }
        None => Ok(()),
    }
}
