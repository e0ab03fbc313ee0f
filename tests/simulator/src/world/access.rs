//! Who may do what in a repository, and what was set up for those outside it.

use super::{DeployKey, Hook, Numbered, Permissions, Register, Restriction, UserId};

/// The settings of a repository that only its administrators see.
#[derive(Clone, Default)]
pub(crate) struct Access {
    pub(crate) permissions: Permissions,
    pub(crate) restrictions: Numbered<Restriction>,
    pub(crate) default_reviewers: Vec<UserId>,
    pub(crate) deploy_keys: Numbered<DeployKey>,
    pub(crate) hooks: Register<Hook>,
}
