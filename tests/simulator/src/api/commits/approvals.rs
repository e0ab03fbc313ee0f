//! Approvals of a commit.

use serde_json::{Value, json};

use super::{
    super::{
        operation::{Call, Links, Reply},
        refusal::Refusal,
        users,
    },
    locate,
};
use crate::{
    clock::stamp,
    world::{Approval, CommitRecord, World},
};

/// Approves in the caller's name; once is enough.
pub(super) fn approve(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, hash) = locate(world, call)?;
    let approvals = &mut world.repository_mut(id).record_mut(&hash).approvals;
    let known = approvals.iter().find(|approval| approval.user == call.caller).copied();
    let approval = known.unwrap_or(Approval { user: call.caller, date: call.now });
    if known.is_none() {
        approvals.push(approval);
    }
    Ok(Reply::found(participant(world, approval, call.links)))
}

/// Takes the caller's own approval back, if there is one.
pub(super) fn unapprove(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, hash) = locate(world, call)?;
    let record = world.repository_mut(id).record_mut(&hash);
    record.approvals.retain(|approval| approval.user != call.caller);
    Ok(Reply::nothing())
}

/// Those who approved.
pub(super) fn all(world: &World, record: Option<&CommitRecord>, links: &Links) -> Value {
    let approvals = record.map_or(&[][..], |record| &record.approvals);
    approvals.iter().map(|&approval| participant(world, approval, links)).collect()
}

fn participant(world: &World, Approval { user, date }: Approval, links: &Links) -> Value {
    json!({
        "type": "participant",
        "user": users::account(world.user(user), links),
        "role": "PARTICIPANT",
        "approved": true,
        "state": "approved",
        "participated_on": stamp(date),
    })
}
