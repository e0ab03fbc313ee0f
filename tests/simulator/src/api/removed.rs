//! What Bitbucket took away: 410 with the number of the change (Bitbucket facts, calendar).

use http::StatusCode;

use super::{
    operation::{Call, Operation, Reply},
    refusal::Refusal,
};
use crate::world::World;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/workspaces", &[], across_workspaces),
    Operation::get("/repositories", &[], across_workspaces),
    Operation::get("/user/permissions/workspaces", &[], across_workspaces),
    Operation::get("/user/permissions/repositories", &[], across_workspaces),
];

/// The lists that crossed workspaces ended on 2026-04-14.
fn across_workspaces(_: &mut World, _: &Call<'_>) -> Result<Reply, Refusal> {
    Err(Refusal::new(StatusCode::GONE, "CHANGE-2770: this cross-workspace API was removed on 2026-04-14"))
}
