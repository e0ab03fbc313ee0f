//! The branching model: which branch is for what.

use innkeeper_sdk::{Body, prelude::*};
use serde::Serialize;

#[cfg(test)]
mod tests;

/// Reads the branching model of a repository as it is in use: the branch that work goes into, the one that is
/// released, where there is one, and the prefixes of branch names by kind. Use it before naming a branch.
#[tool(
    name = "bitbucket_branching_model_get",
    title = "Read the branching model",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/branching-model",
    compact = "development.name,development.use_mainbranch,development.branch.target.hash,production.name,\
        production.use_mainbranch,production.branch.target.hash,branch_types",
)]
pub struct BranchingModelGet {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads the branching model that counts for a repository in the end: its own, or, where it has none, the one
/// of its project. It cannot be changed here: `bitbucket_branching_model_settings_update` sets the
/// repository's own.
#[tool(
    name = "bitbucket_effective_branching_model_get",
    title = "Read the effective branching model",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/effective-branching-model",
    compact = "development.name,development.use_mainbranch,development.branch.target.hash,production.name,\
        production.use_mainbranch,production.branch.target.hash,branch_types",
)]
pub struct EffectiveBranchingModelGet {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads how the branching model of a repository is set: also kinds that are switched off, and branches that
/// are set but gone (`is_valid: false`). Needs to administer the repository; `bitbucket_branching_model_get`
/// is for everybody.
#[tool(
    name = "bitbucket_branching_model_settings_get",
    title = "Read the branching model's settings",
    effect = read,
    scopes("repository:admin"),
    get = "/repositories/{workspace}/{repo_slug}/branching-model/settings",
    compact = "development,production,branch_types,default_branch_deletion",
)]
pub struct SettingsGet {
    workspace: Option<String>,
    repo_slug: String,
}

/// Sets the branch that work goes into, or the one that is released, and answers with all settings. What is
/// left out stays. A branch that is named has to exist; naming a production branch switches production on. It
/// changes neither the prefixes nor the main branch, and cannot go back to following the main branch.
#[tool(
    name = "bitbucket_branching_model_settings_update",
    title = "Set the branching model's branches",
    effect = write,
    idempotent,
    scopes("repository:admin"),
    put = "/repositories/{workspace}/{repo_slug}/branching-model/settings",
    run = update,
)]
pub struct SettingsUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// Branch that work goes into. Needed unless `production_branch` is given.
    #[at(none)]
    #[schemars(length(min = 1))]
    development_branch: Option<String>,
    /// Branch that is released. Needed unless `development_branch` is given.
    #[at(none)]
    #[schemars(length(min = 1))]
    production_branch: Option<String>,
}

fn update(input: SettingsUpdate) -> Result<Output, Failure> {
    let settings = Settings {
        development: input.development_branch.as_deref().map(Development::at),
        production: input.production_branch.as_deref().map(Production::at),
    };
    if settings.is_empty() {
        return Err(Failure::invalid(
            "development_branch",
            "give a development_branch, a production_branch, or both",
        ));
    }
    Ok(input.request()?.body(Body::json(&settings)?).send()?.pass_on())
}

/// The body: what is to change.
#[derive(Serialize)]
struct Settings<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    development: Option<Development<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    production: Option<Production<'a>>,
}

impl Settings<'_> {
    fn is_empty(&self) -> bool {
        self.development.is_none() && self.production.is_none()
    }
}

#[derive(Serialize)]
struct Development<'a> {
    name: &'a str,
    use_mainbranch: bool,
}

#[derive(Serialize)]
struct Production<'a> {
    name: &'a str,
    use_mainbranch: bool,
    enabled: bool,
}

impl<'a> Development<'a> {
    /// This branch, whatever the main branch is.
    const fn at(name: &'a str) -> Self {
        Self { name, use_mainbranch: false }
    }
}

impl<'a> Production<'a> {
    /// This branch, whatever the main branch is.
    const fn at(name: &'a str) -> Self {
        Self { name, use_mainbranch: false, enabled: true }
    }
}
