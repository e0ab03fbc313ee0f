//! What exists at the simulated Bitbucket: plain structs, no HTTP.
//!
//! Everything is reached through [`World`]. Users and repositories are named by small ids that stay valid, because
//! nothing is ever taken out of those two lists: a repository that was deleted is only not found any more.

mod access;
mod branching_model;
mod commit_record;
mod deploy_key;
mod download;
mod environment;
mod history;
mod hook;
mod issue;
mod numbered;
mod permissions;
mod pipeline;
mod pipelines_config;
mod project;
mod pull_request;
mod register;
mod repositories;
pub(crate) mod restrictions;
mod schedule;
mod seed;
mod snippet;
mod uuid;
mod variable;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub(crate) use self::{
    access::Access,
    branching_model::{BranchType, BranchingModel, ModelBranch},
    commit_record::{Annotation, Approval, BuildStatus, CommentPlace, CommitComment, CommitRecord, Report},
    deploy_key::DeployKey,
    download::Download,
    environment::{Deployment, Environment},
    history::{
        Commit, CommitHash, Comparison, Conflict, DiffOptions, Edit, EditError, File, FileChange,
        FileVersion, Files, History, Lfs, MergeStrategy, Signature, Tag, escaped, unified,
    },
    hook::Hook,
    issue::{Attachment, Issue, IssueComment, Label, Tracker},
    numbered::Numbered,
    permissions::{Group, Permission, Permissions},
    pipeline::{Cause, Outcome, Phase, Pipeline, PipelinePlan, Start, Step, StepPlan, Target, TestCount},
    pipelines_config::PipelinesConfig,
    project::Project,
    pull_request::{
        Anchor, Ends, MergeTask, PullRequest, PullRequestComment, PullRequestState, PullRequestTask,
        PullRequestUpdate, Resolution, Verdict,
    },
    register::{Entry, Register},
    restrictions::Restriction,
    schedule::{CronPattern, Execution, Schedule},
    snippet::{Snippet, SnippetDraft, SnippetFile, Snippets},
    uuid::Uuid,
    variable::{Taken, Variable, Variables},
};
pub use issue::IssueTracker;
pub use seed::Seed;
pub(crate) use seed::empty_repository;

/// All that exists.
#[derive(Clone)]
pub(crate) struct World {
    users: Vec<User>,
    workspaces: Vec<Workspace>,
    repositories: Vec<Repository>,
    pub(crate) permission_writes: PermissionWrites,
    pub(crate) issue_tracker: IssueTracker,
    deleted: Vec<RepositoryId>,
}

/// Whether an OAuth token may change permissions in repositories. Bitbucket is expected to refuse it, and nobody has tried
/// (Bitbucket facts, Spec).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum PermissionWrites {
    #[default]
    Refused,
    Accepted,
}

/// A user's place in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct UserId(usize);

/// A repository's place in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RepositoryId(usize);

/// A person with an account.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) uuid: Uuid,
    pub(crate) account_id: String,
    pub(crate) nickname: String,
    pub(crate) display_name: String,
    pub(crate) emails: Vec<Email>,
    pub(crate) created_on: Timestamp,
}

/// One of a user's e-mail addresses.
#[derive(Clone)]
pub(crate) struct Email {
    pub(crate) address: String,
    pub(crate) primary: bool,
    pub(crate) confirmed: bool,
}

/// A workspace and who may see it.
#[derive(Clone)]
pub(crate) struct Workspace {
    pub(crate) uuid: Uuid,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) created_on: Timestamp,
    pub(crate) members: Vec<Membership>,
    pub(crate) groups: Vec<Group>,
    pub(crate) projects: Numbered<Project>,
    pub(crate) hooks: Register<Hook>,
    pub(crate) code_search: CodeSearch,
    pub(crate) snippets: Snippets,
    pub(crate) pipeline_variables: Variables,
}

/// A user's part in a workspace.
#[derive(Clone, Copy)]
pub(crate) struct Membership {
    pub(crate) user: UserId,
    pub(crate) role: Role,
}

/// What a member may do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Administrator,
    Member,
}

/// Whether a workspace has switched code search on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeSearch {
    Enabled,
    Disabled,
}

/// Who may fork a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ForkPolicy {
    Allowed,
    /// Forks are private and stay so.
    PrivateOnly,
    Forbidden,
}

/// A repository, its history and what grew around it.
#[derive(Clone)]
pub(crate) struct Repository {
    pub(crate) uuid: Uuid,
    pub(crate) workspace: String,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) language: String,
    /// In bytes.
    pub(crate) size: u64,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
    pub(crate) is_private: bool,
    pub(crate) has_wiki: bool,
    pub(crate) fork_policy: ForkPolicy,
    /// What it was forked from.
    pub(crate) parent: Option<RepositoryId>,
    pub(crate) watchers: Vec<UserId>,
    pub(crate) downloads: Vec<Download>,
    /// What the main branch is called, also while there is none yet.
    pub(crate) main_branch: String,
    pub(crate) project_key: String,
    pub(crate) access: Access,
    pub(crate) history: History,
    pub(crate) pull_requests: Vec<PullRequest>,
    pub(crate) merge_tasks: Vec<MergeTask>,
    /// What runs when no custom pipeline is asked for.
    pub(crate) default_pipeline: PipelinePlan,
    pub(crate) custom_pipelines: Vec<PipelinePlan>,
    pub(crate) pipelines: Vec<Pipeline>,
    pub(crate) branching_model: BranchingModel,
    /// What was added to commits.
    pub(crate) commit_records: BTreeMap<CommitHash, CommitRecord>,
    pub(crate) pull_request_links: PullRequestLinks,
    pub(crate) tracker: Tracker,
    pub(crate) pipelines_config: PipelinesConfig,
    pub(crate) environments: Register<Environment>,
}

/// Whether it is known which pull requests a commit was part of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PullRequestLinks {
    /// Nobody has asked yet.
    Unknown,
    Indexed,
}

impl User {
    /// The name and the first address, as git writes them: `Name <address>`.
    pub(crate) fn identity(&self) -> String {
        let address = self.emails.first().map_or("", |email| email.address.as_str());
        format!("{} <{address}>", self.display_name)
    }
}

impl ForkPolicy {
    /// The name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allow_forks",
            Self::PrivateOnly => "no_public_forks",
            Self::Forbidden => "no_forks",
        }
    }

    /// The policy of this name.
    pub(crate) fn called(name: &str) -> Option<Self> {
        [Self::Allowed, Self::PrivateOnly, Self::Forbidden].into_iter().find(|policy| policy.name() == name)
    }
}

impl Workspace {
    /// Whether `identifier` is the slug or the braced UUID of this workspace.
    pub(crate) fn is_called(&self, identifier: &str) -> bool {
        self.slug == identifier || self.uuid.is_written(identifier)
    }

    /// The part that `user` has in it, if any.
    pub(crate) fn role_of(&self, user: UserId) -> Option<Role> {
        self.members.iter().find(|membership| membership.user == user).map(|membership| membership.role)
    }
}

impl Repository {
    /// `workspace/slug`.
    pub(crate) fn full_name(&self) -> String {
        format!("{}/{}", self.workspace, self.slug)
    }

    /// What was added to a commit, if anything was.
    pub(crate) fn record(&self, commit: &CommitHash) -> Option<&CommitRecord> {
        self.commit_records.get(commit)
    }

    /// What was added to a commit, to add more.
    pub(crate) fn record_mut(&mut self, commit: &CommitHash) -> &mut CommitRecord {
        self.commit_records.entry(commit.clone()).or_default()
    }

    /// Whether `identifier` is the slug or the braced UUID of this repository.
    pub(crate) fn is_called(&self, identifier: &str) -> bool {
        self.slug == identifier || self.uuid.is_written(identifier)
    }
}

impl World {
    /// The user behind an id.
    pub(crate) fn user(&self, id: UserId) -> &User {
        &self.users[id.0]
    }

    /// The user with this nickname.
    pub(crate) fn user_called(&self, nickname: &str) -> Option<UserId> {
        self.users.iter().position(|user| user.nickname == nickname).map(UserId)
    }

    /// The user with this braced UUID or account id: the two ways in which bodies name people.
    pub(crate) fn user_identified(&self, identifier: &str) -> Option<UserId> {
        let matches = |user: &User| user.uuid.is_written(identifier) || user.account_id == identifier;
        self.users.iter().position(matches).map(UserId)
    }

    /// The user with this e-mail address.
    pub(crate) fn user_at(&self, address: &str) -> Option<UserId> {
        let has = |user: &User| user.emails.iter().any(|email| email.address == address);
        self.users.iter().position(has).map(UserId)
    }

    /// Every user.
    pub(crate) fn users(&self) -> impl Iterator<Item = &User> {
        self.users.iter()
    }

    /// The workspaces that `user` belongs to.
    pub(crate) fn workspaces_of(&self, user: UserId) -> impl Iterator<Item = &Workspace> {
        self.workspaces.iter().filter(move |workspace| workspace.role_of(user).is_some())
    }

    /// Gives a user other names.
    pub(crate) fn rename_user(&mut self, id: UserId, nickname: &str, display_name: &str) {
        let user = &mut self.users[id.0];
        nickname.clone_into(&mut user.nickname);
        display_name.clone_into(&mut user.display_name);
    }

    /// Adds an empty workspace that a user belongs to.
    pub(crate) fn join_workspace(&mut self, user: UserId, slug: &str) {
        let member = Membership { user, role: Role::Member };
        self.workspaces.push(seed::workspace(slug, slug, vec![member], CodeSearch::Disabled));
    }

    /// The workspace with this slug, seen by nobody in particular.
    pub(crate) fn workspace_mut(&mut self, slug: &str) -> Option<&mut Workspace> {
        self.workspaces.iter_mut().find(|workspace| workspace.slug == slug)
    }

    /// The workspace with this slug.
    pub(crate) fn workspace(&self, slug: &str) -> Option<&Workspace> {
        self.workspaces.iter().find(|workspace| workspace.slug == slug)
    }

    /// The repository behind an id.
    pub(crate) fn repository(&self, id: RepositoryId) -> &Repository {
        &self.repositories[id.0]
    }

    /// The repository behind an id, to change it.
    pub(crate) fn repository_mut(&mut self, id: RepositoryId) -> &mut Repository {
        &mut self.repositories[id.0]
    }

    /// The step of any run whose UUID has these digits.
    pub(crate) fn step(&self, bare_uuid: &str) -> Option<&Step> {
        let runs = self.live().flat_map(|(_, repository)| &repository.pipelines);
        runs.flat_map(|run| &run.steps).find(|step| step.uuid.bare() == bare_uuid)
    }
}
