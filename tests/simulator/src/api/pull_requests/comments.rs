//! `/comments`: what people say about a pull request. [`threads`] settles it.

mod create;
mod threads;

use super::{
    super::{
        access,
        listing::Listing,
        operation::{Call, Collection, Operation, Reply},
        refusal::Refusal,
        strict::{Property, Shape, optional, required},
    },
    find_mut,
    render::View,
    view,
};
use crate::{
    scope::Scope,
    world::{PullRequestComment, World},
};

const COLLECTION: &str = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments";
const ONE: &str =
    "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}";
const RESOLVE: &str =
    "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}/resolve";

const NAMES: &[&str] = &[
    "id",
    "content.raw",
    "user.uuid",
    "user.nickname",
    "deleted",
    "pending",
    "parent.id",
    "inline.path",
    "created_on",
    "updated_on",
];

const COMMENTS: Listing = Listing::Pages { largest: 100, filters: NAMES, sorts: NAMES };

const CONTENT: Shape =
    Shape::Object(&[required("raw", Shape::Text), optional("markup", Shape::OneOf(&["markdown"]))]);

const INLINE: Shape = Shape::Object(&[
    required("path", Shape::Text),
    optional("from", Shape::Integer),
    optional("to", Shape::Integer),
    optional("start_from", Shape::Integer),
    optional("start_to", Shape::Integer),
]);

const TYPE: Property = optional("type", Shape::OneOf(&["pullrequest_comment"]));

const NEW: &[Property] = &[
    TYPE,
    required("content", CONTENT),
    optional("parent", Shape::Object(&[required("id", Shape::Integer)])),
    optional("inline", INLINE),
    optional("pending", Shape::Boolean),
];

const CHANGED: &[Property] = &[TYPE, required("content", CONTENT)];

/// Writing asks for a read scope only (facts, trap 1).
pub(in crate::api) const OPERATIONS: &[Operation] = &[
    Operation::get(COLLECTION, &[Scope::Pullrequest], list).listed(COMMENTS),
    Operation::post(COLLECTION, &[Scope::Pullrequest], NEW, create::create),
    Operation::get(ONE, &[Scope::Pullrequest], get),
    Operation::put(ONE, &[Scope::Pullrequest], CHANGED, update),
    Operation::delete(ONE, &[Scope::Pullrequest], delete),
    Operation::post(RESOLVE, &[Scope::Pullrequest], &[], threads::resolve),
    Operation::delete(RESOLVE, &[Scope::Pullrequest], threads::reopen),
];

/// Deleted ones are among them.
fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let view = view(world, call)?;
    let shown = view.pull_request.comments.iter().filter(|comment| comment.is_shown_to(call.caller));
    Ok(Reply::Collection(Collection::of(shown.map(|comment| view.comment(comment)).collect())))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let view = view(world, call)?;
    Ok(Reply::found(view.comment(shown(view, call)?)))
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let text = content(call)?;
    let comment = living(world, call)?;
    if comment.author != call.caller {
        return Err(Refusal::forbidden("You can only edit your own comments."));
    }
    comment.text = text;
    comment.updated_on = call.now;
    get(world, call)
}

/// Its author may, and whoever administers the repository.
fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let administers = access::administered_repository(world, call).is_ok();
    let comment = living(world, call)?;
    if comment.author != call.caller && !administers {
        return Err(Refusal::forbidden("You can only delete your own comments."));
    }
    comment.deleted = true;
    comment.text.clear();
    comment.updated_on = call.now;
    Ok(Reply::nothing())
}

/// The comment that the path names.
fn shown<'w>(view: View<'w>, call: &Call<'_>) -> Result<&'w PullRequestComment, Refusal> {
    let number = call.param("comment_id").parse().unwrap_or_default();
    view.pull_request.comment(number, call.caller).ok_or_else(|| not_found(call))
}

/// The comment that the path names and nobody has deleted, to change it.
fn living<'w>(world: &'w mut World, call: &Call<'_>) -> Result<&'w mut PullRequestComment, Refusal> {
    let mut comments = find_mut(world, call)?.comments.iter_mut();
    let wanted = call.param("comment_id");
    let living = |comment: &&mut PullRequestComment| {
        comment.id.to_string() == wanted && !comment.deleted && comment.is_shown_to(call.caller)
    };
    comments.find(living).ok_or_else(|| not_found(call))
}

fn not_found(call: &Call<'_>) -> Refusal {
    Refusal::not_found(format!("Comment {} not found", call.param("comment_id")))
}

/// The text of the body, which says something.
pub(super) fn content(call: &Call<'_>) -> Result<String, Refusal> {
    match call.text("/content/raw") {
        Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
        _ => Err(Refusal::field("content.raw", "must not be empty")),
    }
}
