//! `/issues/{issue_id}/comments`.

use super::{
    super::{
        access,
        operation::{Call, Collection, Reply},
        refusal::Refusal,
    },
    find, render,
};
use crate::world::{IssueComment, RepositoryId, World};

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    let repository = world.repository(id);
    let issue = &repository.tracker.issues[place];
    let comments = issue.comments.iter();
    let items = comments.map(|comment| render::comment(world, repository, issue, comment, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

pub(super) fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    let content = Some(content(call)?);
    let tracker = &mut world.repository_mut(id).tracker;
    let comment = IssueComment {
        id: tracker.next_comment(),
        author: call.caller,
        content,
        created_on: call.now,
        updated_on: None,
    };
    let issue = &mut tracker.issues[place];
    issue.updated_on = call.now;
    issue.comments.push(comment);
    let spot = Spot { id, issue: place, comment: issue.comments.len() - 1 };
    Ok(Reply::created(spot.show(world, call)))
}

pub(super) fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let spot = Spot::find(world, call)?;
    Ok(Reply::found(spot.show(world, call)))
}

pub(super) fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let spot = Spot::find_own(world, call)?;
    let content = content(call)?;
    let comments = &mut world.repository_mut(spot.id).tracker.issues[spot.issue].comments;
    comments[spot.comment].content = Some(content);
    comments[spot.comment].updated_on = Some(call.now);
    Ok(Reply::found(spot.show(world, call)))
}

pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let spot = Spot::find_own(world, call)?;
    world.repository_mut(spot.id).tracker.issues[spot.issue].comments.remove(spot.comment);
    Ok(Reply::nothing())
}

/// Where a comment is.
struct Spot {
    id: RepositoryId,
    issue: usize,
    comment: usize,
}

impl Spot {
    fn find(world: &World, call: &Call<'_>) -> Result<Self, Refusal> {
        let (id, issue) = find(world, call)?;
        let wanted = call.param("comment_id");
        let comments = &world.repository(id).tracker.issues[issue].comments;
        let comment = comments.iter().position(|comment| comment.id.to_string() == wanted);
        let comment = comment.ok_or_else(|| Refusal::not_found(format!("No comment {wanted}")))?;
        Ok(Self { id, issue, comment })
    }

    /// The same, if the caller wrote it or administers the repository.
    fn find_own(world: &World, call: &Call<'_>) -> Result<Self, Refusal> {
        let spot = Self::find(world, call)?;
        let comments = &world.repository(spot.id).tracker.issues[spot.issue].comments;
        if comments[spot.comment].author != call.caller {
            access::administered_repository(world, call)?;
        }
        Ok(spot)
    }

    fn show(&self, world: &World, call: &Call<'_>) -> serde_json::Value {
        let repository = world.repository(self.id);
        let issue = &repository.tracker.issues[self.issue];
        render::comment(world, repository, issue, &issue.comments[self.comment], call.links)
    }
}

fn content(call: &Call<'_>) -> Result<String, Refusal> {
    let text = call.text("/content/raw").unwrap_or_default();
    if text.trim().is_empty() {
        return Err(Refusal::field("content.raw", "must not be empty"));
    }
    Ok(text.to_owned())
}
