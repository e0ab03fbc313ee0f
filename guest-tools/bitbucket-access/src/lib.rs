//! Bitbucket Cloud: who may do what in a repository, and what is told to the outside.
//!
//! - [`branch_restrictions`]: rules for branches, and which inputs go with which kind;
//! - [`default_reviewers`]: who is asked to review every new pull request;
//! - [`permissions`]: what single people and groups may do in a repository;
//! - [`deploy_keys`]: SSH keys that read a repository;
//! - [`webhooks`]: addresses that the provider calls, of a repository or of a workspace.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod branch_restrictions;
pub mod default_reviewers;
pub mod deploy_keys;
pub mod permissions;
pub mod webhooks;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "access",
    title = "Access",
    description = "Protect branches, grant permissions, manage default reviewers, deploy keys and webhooks.",
    tools = [
        branch_restrictions::BranchRestrictionsList,
        branch_restrictions::BranchRestrictionGet,
        branch_restrictions::BranchRestrictionCreate,
        branch_restrictions::BranchRestrictionUpdate,
        branch_restrictions::BranchRestrictionDelete,
        default_reviewers::DefaultReviewersList,
        default_reviewers::EffectiveDefaultReviewersList,
        default_reviewers::DefaultReviewerGet,
        default_reviewers::DefaultReviewerAdd,
        default_reviewers::DefaultReviewerRemove,
        permissions::users::RepositoryPermissionsUsersList,
        permissions::users::RepositoryPermissionUserGet,
        permissions::users::RepositoryPermissionUserUpdate,
        permissions::users::RepositoryPermissionUserDelete,
        permissions::groups::RepositoryPermissionsGroupsList,
        permissions::groups::RepositoryPermissionGroupGet,
        permissions::groups::RepositoryPermissionGroupUpdate,
        permissions::groups::RepositoryPermissionGroupDelete,
        deploy_keys::DeployKeysList,
        deploy_keys::DeployKeyGet,
        deploy_keys::DeployKeyCreate,
        deploy_keys::DeployKeyDelete,
        webhooks::repository::WebhooksList,
        webhooks::repository::WebhookGet,
        webhooks::repository::WebhookCreate,
        webhooks::repository::WebhookUpdate,
        webhooks::repository::WebhookDelete,
        webhooks::workspace::WorkspaceWebhooksList,
        webhooks::workspace::WorkspaceWebhookGet,
        webhooks::workspace::WorkspaceWebhookCreate,
        webhooks::workspace::WorkspaceWebhookUpdate,
        webhooks::workspace::WorkspaceWebhookDelete,
    ],
}
