//! Bitbucket Cloud: deployments.
//!
//! - [`environments`]: where a repository is deployed to;
//! - [`deployments`]: what was deployed there, by which run;
//! - [`variables`]: what a step that deploys there is given.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod deployments;
pub mod environments;
#[cfg(test)]
mod tests;
pub mod variables;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "deployments",
    title = "Deployments",
    description = "Deployment environments, their variables, and what was deployed to them.",
    tools = [
        environments::EnvironmentsList,
        environments::EnvironmentGet,
        environments::EnvironmentCreate,
        environments::EnvironmentDelete,
        deployments::DeploymentsList,
        deployments::DeploymentGet,
        variables::DeploymentVariablesList,
        variables::DeploymentVariableCreate,
        variables::DeploymentVariableUpdate,
        variables::DeploymentVariableDelete,
    ],
}
