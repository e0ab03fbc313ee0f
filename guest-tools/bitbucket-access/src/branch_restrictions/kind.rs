//! The kinds of branch rules, and which inputs go with which.

use innkeeper_sdk::Failure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a branch rule does.
#[derive(Clone, Copy, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Push,
    Delete,
    Force,
    RestrictMerges,
    RequireTasksToBeCompleted,
    RequireApprovalsToMerge,
    RequireReviewGroupApprovalsToMerge,
    RequireDefaultReviewerApprovalsToMerge,
    RequireNoChangesRequested,
    RequirePassingBuildsToMerge,
    RequireCommitsBehind,
    ResetPullrequestApprovalsOnChange,
    SmartResetPullrequestApprovals,
    ResetPullrequestChangesRequestedOnChange,
    RequireAllDependenciesMerged,
    EnforceMergeChecks,
    AllowAutoMergeWhenBuildsPass,
    RequireAllCommentsResolved,
}

impl Kind {
    /// A number goes only with what counts something.
    pub(super) fn check_value(self, value: Option<u64>) -> Result<(), Failure> {
        match value {
            Some(_) if !self.counts() => {
                Err(Failure::invalid("value", "this kind counts nothing: leave it out"))
            }
            _ => Ok(()),
        }
    }

    /// Exceptions are needed where there can be any, so that nobody is shut out by an input that was
    /// forgotten; elsewhere the provider takes none.
    pub(super) fn check_exceptions<T>(self, input: &str, given: Option<&[T]>) -> Result<(), Failure> {
        match (self.has_exceptions(), given) {
            (true, None) => Err(Failure::invalid(
                input,
                "this kind needs it: name who is let through, or give `[]` to let nobody through",
            )),
            (false, Some(_)) => {
                Err(Failure::invalid(input, "only `push` and `restrict_merges` let anybody through"))
            }
            _ => Ok(()),
        }
    }

    /// The provider describes a number for four of these. It describes nothing for review groups, which are
    /// counted as default reviewers are.
    fn counts(self) -> bool {
        matches!(
            self,
            Self::RequireApprovalsToMerge
                | Self::RequireReviewGroupApprovalsToMerge
                | Self::RequireDefaultReviewerApprovalsToMerge
                | Self::RequirePassingBuildsToMerge
                | Self::RequireCommitsBehind
        )
    }

    fn has_exceptions(self) -> bool {
        matches!(self, Self::Push | Self::RestrictMerges)
    }
}
