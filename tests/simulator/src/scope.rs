//! The scopes of an OAuth consumer and what each of them implies (Bitbucket facts, OAuth).

use std::{collections::BTreeSet, fmt, str::FromStr};

use crate::SimulatorError;

/// One privilege that an OAuth consumer can tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants are Bitbucket's own names; `name` spells them")]
pub enum Scope {
    Account,
    AccountWrite,
    Email,
    Project,
    ProjectAdmin,
    Repository,
    RepositoryWrite,
    RepositoryAdmin,
    RepositoryDelete,
    Pullrequest,
    PullrequestWrite,
    Issue,
    IssueWrite,
    Wiki,
    Webhook,
    Snippet,
    SnippetWrite,
    Pipeline,
    PipelineWrite,
    PipelineVariable,
    Runner,
    RunnerWrite,
}

impl Scope {
    /// Every scope, in the order of Bitbucket's consumer form.
    pub const ALL: [Self; 22] = [
        Self::Account,
        Self::AccountWrite,
        Self::Email,
        Self::Project,
        Self::ProjectAdmin,
        Self::Repository,
        Self::RepositoryWrite,
        Self::RepositoryAdmin,
        Self::RepositoryDelete,
        Self::Pullrequest,
        Self::PullrequestWrite,
        Self::Issue,
        Self::IssueWrite,
        Self::Wiki,
        Self::Webhook,
        Self::Snippet,
        Self::SnippetWrite,
        Self::Pipeline,
        Self::PipelineWrite,
        Self::PipelineVariable,
        Self::Runner,
        Self::RunnerWrite,
    ];

    /// The name on the wire, such as `repository:write`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::AccountWrite => "account:write",
            Self::Email => "email",
            Self::Project => "project",
            Self::ProjectAdmin => "project:admin",
            Self::Repository => "repository",
            Self::RepositoryWrite => "repository:write",
            Self::RepositoryAdmin => "repository:admin",
            Self::RepositoryDelete => "repository:delete",
            Self::Pullrequest => "pullrequest",
            Self::PullrequestWrite => "pullrequest:write",
            Self::Issue => "issue",
            Self::IssueWrite => "issue:write",
            Self::Wiki => "wiki",
            Self::Webhook => "webhook",
            Self::Snippet => "snippet",
            Self::SnippetWrite => "snippet:write",
            Self::Pipeline => "pipeline",
            Self::PipelineWrite => "pipeline:write",
            Self::PipelineVariable => "pipeline:variable",
            Self::Runner => "runner",
            Self::RunnerWrite => "runner:write",
        }
    }

    /// What the scope brings with it directly: the documented pairs and no others. The admin scopes bring nothing.
    const fn implies(self) -> &'static [Self] {
        match self {
            Self::Project | Self::Pullrequest | Self::RepositoryWrite => &[Self::Repository],
            Self::PullrequestWrite => &[Self::Pullrequest, Self::RepositoryWrite],
            Self::PipelineWrite => &[Self::Pipeline],
            _ => &[],
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scope {
    type Err = SimulatorError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|scope| scope.name() == name);
        known.ok_or_else(|| SimulatorError::UnknownScope { name: name.to_owned() })
    }
}

/// The scopes that a token was granted, as ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Granted(BTreeSet<Scope>);

impl Granted {
    /// Whether every one of `required` is granted or implied by what is.
    pub(crate) fn covers(&self, required: &[Scope]) -> bool {
        let mut open: Vec<Scope> = self.0.iter().copied().collect();
        let mut held = BTreeSet::new();
        while let Some(scope) = open.pop() {
            if held.insert(scope) {
                open.extend_from_slice(scope.implies());
            }
        }
        required.iter().all(|scope| held.contains(scope))
    }

    /// The ticked names, in order.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|scope| scope.name()).collect()
    }
}

impl FromIterator<Scope> for Granted {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_pull_requests_reads_repositories() {
        let granted: Granted = [Scope::PullrequestWrite].into_iter().collect();
        assert!(granted.covers(&[Scope::Repository, Scope::RepositoryWrite]));
    }

    #[test]
    fn administering_a_repository_does_not_read_it() {
        let granted: Granted = [Scope::RepositoryAdmin, Scope::ProjectAdmin].into_iter().collect();
        assert!(!granted.covers(&[Scope::Repository]));
    }

    #[test]
    fn every_name_reads_back() {
        for scope in Scope::ALL {
            assert_eq!(scope.name().parse::<Scope>().ok(), Some(scope));
        }
    }
}
