//! Permissions in repositories: of single people, of groups, and what comes out of both.

use super::{Repository, Role, UserId, Workspace, World};

/// How much somebody may do; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Permission {
    Read,
    Write,
    Admin,
}

impl Permission {
    /// The permission of this name.
    pub(crate) fn called(name: &str) -> Option<Self> {
        [Self::Read, Self::Write, Self::Admin].into_iter().find(|permission| permission.name() == name)
    }

    /// The name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }
}

/// People of a workspace under one name.
#[derive(Clone)]
pub(crate) struct Group {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) members: Vec<UserId>,
}

/// What was granted in a repository.
#[derive(Clone)]
pub(crate) struct Permissions {
    pub(crate) users: Vec<(UserId, Permission)>,
    /// By slug.
    pub(crate) groups: Vec<(String, Permission)>,
}

/// A new repository lets the usual groups of its workspace in.
impl Default for Permissions {
    fn default() -> Self {
        let granted = |slug: &str, permission| (slug.to_owned(), permission);
        let groups = vec![
            granted(Group::ADMINISTRATORS, Permission::Admin),
            granted(Group::DEVELOPERS, Permission::Write),
        ];
        Self { users: Vec::new(), groups }
    }
}

impl Group {
    /// The group of those who administer a workspace.
    pub(crate) const ADMINISTRATORS: &'static str = "administrators";
    /// The group of everybody who works in it.
    pub(crate) const DEVELOPERS: &'static str = "developers";
}

impl Permissions {
    /// What was granted to a person by name.
    pub(crate) fn of_user(&self, user: UserId) -> Option<Permission> {
        self.users.iter().find(|(known, _)| *known == user).map(|(_, permission)| *permission)
    }

    /// What was granted to a group.
    pub(crate) fn of_group(&self, slug: &str) -> Option<Permission> {
        self.groups.iter().find(|(known, _)| known == slug).map(|(_, permission)| *permission)
    }

    /// Grants a person something, or takes it away.
    pub(crate) fn set_user(&mut self, user: UserId, permission: Option<Permission>) {
        self.users.retain(|(known, _)| *known != user);
        self.users.extend(permission.map(|permission| (user, permission)));
    }

    /// Grants a group something, or takes it away.
    pub(crate) fn set_group(&mut self, slug: &str, permission: Option<Permission>) {
        self.groups.retain(|(known, _)| known != slug);
        self.groups.extend(permission.map(|permission| (slug.to_owned(), permission)));
    }
}

impl Workspace {
    /// The group of this slug.
    pub(crate) fn group(&self, slug: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.slug == slug)
    }

    /// The slugs of the groups that `user` is in.
    pub(crate) fn groups_of(&self, user: UserId) -> impl Iterator<Item = &str> {
        let with_user = self.groups.iter().filter(move |group| group.members.contains(&user));
        with_user.map(|group| group.slug.as_str())
    }
}

impl World {
    /// The most that `user` may do in a repository; nothing for those who may not see it.
    pub(crate) fn permission_of(&self, user: UserId, repository: &Repository) -> Option<Permission> {
        let workspace = self.workspace(&repository.workspace)?;
        if workspace.role_of(user)? == Role::Administrator {
            return Some(Permission::Admin);
        }
        let granted = &repository.access.permissions;
        let by_group = workspace.groups_of(user).filter_map(|slug| granted.of_group(slug)).max();
        granted.of_user(user).max(by_group)
    }
}
