//! What Bitbucket took away: 410 with the number of the change (Bitbucket facts, calendar).

use http::StatusCode;

use super::{
    operation::{Call, Operation, Reply},
    refusal::Refusal,
};
use crate::world::{IssueTracker, World};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/workspaces", &[], across_workspaces),
    Operation::get("/repositories", &[], across_workspaces),
    Operation::get("/user/permissions/workspaces", &[], across_workspaces),
    Operation::get("/user/permissions/repositories", &[], across_workspaces),
];

/// What follows a repository's path in those of its issue tracker.
const TRACKER: &[&str] = &["issues", "milestones", "versions", "components"];

/// Refuses the operations of the issue tracker where it ended, which it did on 2026-08-20. The facts give no
/// number of that change.
pub(super) fn check(operation: &Operation, world: &World) -> Result<(), Refusal> {
    let below = operation.path.strip_prefix("/repositories/{workspace}/{repo_slug}/").unwrap_or_default();
    let first = below.split('/').next().unwrap_or_default();
    if world.issue_tracker == IssueTracker::Removed && TRACKER.contains(&first) {
        return Err(Refusal::new(StatusCode::GONE, "CHANGE: the issue tracker was removed on 2026-08-20"));
    }
    Ok(())
}

/// The lists that crossed workspaces ended on 2026-04-14.
fn across_workspaces(_: &mut World, _: &Call<'_>) -> Result<Reply, Refusal> {
    Err(Refusal::new(StatusCode::GONE, "CHANGE-2770: this cross-workspace API was removed on 2026-04-14"))
}
