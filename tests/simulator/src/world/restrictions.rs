//! Rules for branches: who may push to them, delete them, and merge into them.
//!
//! [`World::forbidding`] answers the one question that other areas have: may this user do this to this branch?

#[cfg(test)]
mod tests;

use super::{Repository, RepositoryId, UserId, Workspace, World};

/// Every kind of rule. The simulator acts on those that an [`Attempt`] can break, and keeps the others.
pub(crate) const KINDS: &[&str] = &[
    PUSH,
    DELETE,
    "force",
    RESTRICT_MERGES,
    TASKS,
    APPROVALS,
    "require_review_group_approvals_to_merge",
    DEFAULT_REVIEWER_APPROVALS,
    NO_CHANGES_REQUESTED,
    PASSING_BUILDS,
    "require_commits_behind",
    "reset_pullrequest_approvals_on_change",
    "smart_reset_pullrequest_approvals",
    "reset_pullrequest_changes_requested_on_change",
    "require_all_dependencies_merged",
    "enforce_merge_checks",
    "allow_auto_merge_when_builds_pass",
    COMMENTS,
];

const PUSH: &str = "push";
const DELETE: &str = "delete";
const RESTRICT_MERGES: &str = "restrict_merges";
const APPROVALS: &str = "require_approvals_to_merge";
const DEFAULT_REVIEWER_APPROVALS: &str = "require_default_reviewer_approvals_to_merge";
const PASSING_BUILDS: &str = "require_passing_builds_to_merge";
const NO_CHANGES_REQUESTED: &str = "require_no_changes_requested";
const TASKS: &str = "require_tasks_to_be_completed";
const COMMENTS: &str = "require_all_comments_resolved";

/// The kinds that count something.
const COUNTING: &[&str] = &[
    APPROVALS,
    "require_review_group_approvals_to_merge",
    DEFAULT_REVIEWER_APPROVALS,
    PASSING_BUILDS,
    "require_commits_behind",
];

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Restriction {
    pub(crate) id: u64,
    /// One of [`KINDS`].
    pub(crate) kind: String,
    pub(crate) branches: Matcher,
    /// How many of what the kind counts.
    pub(crate) value: Option<u64>,
    pub(crate) exceptions: Exceptions,
}

/// The branches that a rule is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Matcher {
    /// A name, in which `*` stands for any characters.
    Glob(String),
    /// A type of the branching model.
    Type(String),
}

/// Whom a rule lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exceptions {
    pub(crate) users: Vec<UserId>,
    /// By slug.
    pub(crate) groups: Vec<String>,
}

/// What somebody is about to do to a branch.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Attempt<'a> {
    /// To put commits on it, or to make it.
    Push,
    Delete,
    /// To merge a pull request into it that stands so.
    Merge(Standing<'a>),
}

/// What speaks for a pull request, and what against it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Standing<'a> {
    pub(crate) approved_by: &'a [UserId],
    /// People who asked for changes.
    pub(crate) change_requests: usize,
    pub(crate) open_tasks: usize,
    pub(crate) open_threads: usize,
    /// None as long as one has failed or runs.
    pub(crate) passing_builds: usize,
}

/// Whether a kind counts something.
pub(crate) fn counts(kind: &str) -> bool {
    COUNTING.contains(&kind)
}

/// Whether a kind lets some people through.
pub(crate) fn has_exceptions(kind: &str) -> bool {
    matches!(kind, PUSH | RESTRICT_MERGES)
}

impl Repository {
    /// Another rule than number `id`, of this kind and for the same branches.
    pub(crate) fn same_rule(&self, kind: &str, branches: &Matcher, id: Option<u64>) -> Option<&Restriction> {
        let is_same =
            |known: &&Restriction| known.kind == kind && known.branches == *branches && Some(known.id) != id;
        self.access.restrictions.all.iter().find(is_same)
    }

    fn rules_for<'a>(&'a self, branch: &str) -> impl Iterator<Item = &'a Restriction> {
        self.access.restrictions.all.iter().filter(|rule| match &rule.branches {
            Matcher::Glob(pattern) => matches_glob(pattern, branch),
            Matcher::Type(kind) => self.branching_model.covers(kind, branch, &self.main_branch),
        })
    }
}

impl World {
    /// The first rule that forbids this user this attempt.
    pub(crate) fn forbidding<'a>(
        &'a self,
        user: UserId,
        id: RepositoryId,
        branch: &str,
        attempt: Attempt<'_>,
    ) -> Option<&'a Restriction> {
        let repository = self.repository(id);
        let workspace = self.workspace(&repository.workspace);
        let lets_through = |rule: &Restriction| rule.exceptions.include(user, workspace);
        repository.rules_for(branch).find(|rule| match (attempt, rule.kind.as_str()) {
            (Attempt::Push, PUSH) | (Attempt::Merge(_), RESTRICT_MERGES) => !lets_through(rule),
            (Attempt::Delete, DELETE) => true,
            (Attempt::Merge(standing), _) => self.holds_back(repository, rule, standing),
            _ => false,
        })
    }

    /// Whether a pull request has to become better first.
    fn holds_back(&self, repository: &Repository, rule: &Restriction, standing: Standing<'_>) -> bool {
        match rule.kind.as_str() {
            APPROVALS => rule.wants_more_than(standing.approved_by.len()),
            DEFAULT_REVIEWER_APPROVALS => {
                let reviewers = self.effective_default_reviewers(repository);
                let counts = |user: &&UserId| reviewers.iter().any(|(known, _)| known == *user);
                rule.wants_more_than(standing.approved_by.iter().filter(counts).count())
            }
            PASSING_BUILDS => rule.wants_more_than(standing.passing_builds),
            NO_CHANGES_REQUESTED => standing.change_requests > 0,
            TASKS => standing.open_tasks > 0,
            COMMENTS => standing.open_threads > 0,
            _ => false,
        }
    }
}

impl Restriction {
    /// Without a number, one is wanted.
    fn wants_more_than(&self, there_are: usize) -> bool {
        u64::try_from(there_are).is_ok_and(|there_are| there_are < self.value.unwrap_or(1))
    }
}

/// Whether `*` can stand for something that makes the pattern the name.
fn matches_glob(pattern: &str, name: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == name };
    let Some(rest) = name.strip_prefix(head) else { return false };
    let mut starts = rest.char_indices().map(|(start, _)| start).chain([rest.len()]);
    starts.any(|start| matches_glob(tail, &rest[start..]))
}

impl Exceptions {
    fn include(&self, user: UserId, workspace: Option<&Workspace>) -> bool {
        let by_group = || {
            let mut groups = workspace.into_iter().flat_map(|workspace| workspace.groups_of(user));
            groups.any(|slug| self.groups.iter().any(|known| known == slug))
        };
        self.users.contains(&user) || by_group()
    }
}
