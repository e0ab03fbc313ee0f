//! `/vote` and `/watch` of an issue: the caller's own. Asking is answered by the status alone: 204 or 404.

use super::{
    super::{
        operation::{Call, Reply},
        refusal::Refusal,
    },
    find_mut,
};
use crate::world::{Issue, UserId, World};

/// One of the lists of people that an issue has.
type People = fn(&mut Issue) -> &mut Vec<UserId>;

const VOTERS: People = |issue| &mut issue.votes;
const WATCHERS: People = |issue| &mut issue.watchers;

pub(super) fn voted(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    ask(world, call, VOTERS)
}

pub(super) fn vote(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    join(world, call, VOTERS)
}

pub(super) fn unvote(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    leave(world, call, VOTERS)
}

pub(super) fn watching(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    ask(world, call, WATCHERS)
}

pub(super) fn watch(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    join(world, call, WATCHERS)
}

pub(super) fn unwatch(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    leave(world, call, WATCHERS)
}

fn ask(world: &mut World, call: &Call<'_>, people: People) -> Result<Reply, Refusal> {
    if people(find_mut(world, call)?).contains(&call.caller) {
        return Ok(Reply::nothing());
    }
    Err(Refusal::not_found("You are not among them"))
}

fn join(world: &mut World, call: &Call<'_>, people: People) -> Result<Reply, Refusal> {
    let people = people(find_mut(world, call)?);
    if !people.contains(&call.caller) {
        people.push(call.caller);
    }
    Ok(Reply::nothing())
}

fn leave(world: &mut World, call: &Call<'_>, people: People) -> Result<Reply, Refusal> {
    people(find_mut(world, call)?).retain(|person| *person != call.caller);
    Ok(Reply::nothing())
}
