//! Whether a thread is settled. A thread starts with a comment on code.

use super::{
    super::{
        super::{
            operation::{Call, Reply},
            refusal::Refusal,
        },
        view,
    },
    living,
};
use crate::world::{PullRequestComment, Resolution, World};

pub(super) fn resolve(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let comment = living(world, call)?;
    require_thread(comment)?;
    if comment.resolution.is_some() {
        return Err(Refusal::conflict("This comment has already been resolved."));
    }
    let resolution = Resolution { user: call.caller, date: call.now };
    comment.resolution = Some(resolution);
    Ok(Reply::found(view(world, call)?.resolution(resolution)))
}

pub(super) fn reopen(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let comment = living(world, call)?;
    require_thread(comment)?;
    match comment.resolution.take() {
        Some(_) => Ok(Reply::nothing()),
        None => Err(Refusal::not_found("This comment has not been resolved.")),
    }
}

fn require_thread(comment: &PullRequestComment) -> Result<(), Refusal> {
    if comment.parent.is_some() {
        return Err(Refusal::forbidden("Only top-level comments can be resolved."));
    }
    if comment.anchor.is_none() {
        return Err(Refusal::forbidden("Only comments on the diff can be resolved."));
    }
    Ok(())
}
