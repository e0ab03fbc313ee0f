//! A new comment.

use http::StatusCode;

use super::{
    super::{
        super::{
            operation::{Call, Reply},
            refusal::Refusal,
        },
        find,
        render::View,
    },
    content,
};
use crate::world::{Anchor, PullRequest, PullRequestComment, World};

/// A reply stands where its thread does.
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    let repository = world.repository_mut(id);
    let number = repository.pull_requests.iter().map(|known| known.comments.len() as u64).sum::<u64>() + 1;
    let pull_request = &mut repository.pull_requests[place];
    let parent = parent(pull_request, call)?;
    let inherited = parent.and_then(|parent| parent.anchor.clone());
    let comment = PullRequestComment {
        id: number,
        author: call.caller,
        text: content(call)?,
        parent: parent.map(|parent| parent.id),
        anchor: anchor(call).or(inherited),
        deleted: false,
        pending: call.flag("/pending").unwrap_or_default(),
        resolution: None,
        created_on: call.now,
        updated_on: call.now,
    };
    if !comment.pending {
        pull_request.spoke(call.caller, call.now);
    }
    pull_request.comments.push(comment.clone());
    let value = View::of(world, id, place, call).comment(&comment);
    let location = value["links"]["self"]["href"].as_str().map(str::to_owned);
    Ok(Reply::Object { status: StatusCode::CREATED, value, location })
}

/// The comment that a new one replies to.
fn parent<'p>(
    pull_request: &'p PullRequest,
    call: &Call<'_>,
) -> Result<Option<&'p PullRequestComment>, Refusal> {
    let Some(id) = call.integer("/parent/id") else { return Ok(None) };
    let parent = u64::try_from(id).ok().and_then(|id| pull_request.comment(id, call.caller));
    match parent.filter(|parent| !parent.deleted) {
        Some(parent) => Ok(Some(parent)),
        None => Err(Refusal::field("parent.id", "no such comment on this pull request")),
    }
}

fn anchor(call: &Call<'_>) -> Option<Anchor> {
    Some(Anchor {
        path: call.text("/inline/path")?.to_owned(),
        from: call.integer("/inline/from"),
        to: call.integer("/inline/to"),
        start_from: call.integer("/inline/start_from"),
        start_to: call.integer("/inline/start_to"),
    })
}
