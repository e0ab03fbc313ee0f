//! `/activity`: what happened to one pull request or to all of a repository's, newest first.

use jiff::Timestamp;
use serde_json::Value;

use super::{
    super::{
        access,
        listing::Listing,
        operation::{Call, Collection, Operation, Reply},
        refusal::Refusal,
    },
    render::View,
    view,
};
use crate::{scope::Scope, world::World};

const LOG: Listing = Listing::Log { largest: 100 };

pub(in crate::api) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pullrequests/activity",
        &[Scope::Pullrequest],
        of_all,
    )
    .listed(LOG),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/activity",
        &[Scope::Pullrequest],
        of_one,
    )
    .listed(LOG),
];

fn of_one(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(newest_first(view(world, call)?.events()))
}

fn of_all(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    world.follow_branches(id);
    let places = 0..world.repository(id).pull_requests.len();
    Ok(newest_first(places.flat_map(|place| View::of(world, id, place, call).events()).collect()))
}

/// Of two events of one moment, the one that is told later is the newer.
fn newest_first(mut events: Vec<(Timestamp, Value)>) -> Reply {
    events.sort_by_key(|(date, _)| *date);
    Reply::Collection(Collection::of(events.into_iter().rev().map(|(_, event)| event).collect()))
}
