//! Comments on a commit. They are written under a read scope (facts, trap 1).

use serde_json::{Value, json};

use super::{
    super::{
        access,
        listing::Listing,
        operation::{Call, Collection, Operation, Reply},
        refs,
        refusal::Refusal,
        strict::{Property, Shape, optional, required},
        users,
    },
    Found, READ, find, locate,
};
use crate::{
    clock::stamp,
    world::{CommentPlace, CommitComment, CommitRecord, World},
};

const COMMENTS: &str = "/repositories/{workspace}/{repo_slug}/commit/{commit}/comments";
const COMMENT: &str = "/repositories/{workspace}/{repo_slug}/commit/{commit}/comments/{comment_id}";

const NAMES: &[&str] = &[
    "id",
    "content.raw",
    "user.uuid",
    "user.nickname",
    "parent.id",
    "inline.path",
    "deleted",
    "created_on",
    "updated_on",
];

const TYPE: Property = optional("type", Shape::OneOf(&["commit_comment"]));
const CONTENT: Property = required(
    "content",
    Shape::Object(&[required("raw", Shape::Text), optional("markup", Shape::OneOf(&["markdown"]))]),
);

const INLINE: Shape = Shape::Object(&[
    required("path", Shape::Text),
    optional("from", Shape::Integer),
    optional("to", Shape::Integer),
]);

const NEW: &[Property] = &[
    TYPE,
    CONTENT,
    optional("parent", Shape::Object(&[required("id", Shape::Integer)])),
    optional("inline", INLINE),
];

pub(in crate::api) const OPERATIONS: &[Operation] = &[
    Operation::get(COMMENTS, READ, list).listed(Listing::Pages {
        largest: 100,
        filters: NAMES,
        sorts: NAMES,
    }),
    Operation::post(COMMENTS, READ, NEW, create),
    Operation::get(COMMENT, READ, get),
    Operation::put(COMMENT, READ, &[TYPE, CONTENT], update),
    Operation::delete(COMMENT, READ, delete),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let found = find(world, call)?;
    let comments =
        found.record.iter().flat_map(|record| record.comments.iter().filter(|comment| record.shows(comment)));
    let items = comments.map(|comment| render(world, &found, comment, call));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(Reply::found(show(world, wanted(call), call)?))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, hash) = locate(world, call)?;
    let text = text(call)?;
    let parent = call.integer("/parent/id").map(i64::unsigned_abs);
    let place = place(call)?;
    let repository = world.repository_mut(id);
    let records = &repository.commit_records;
    if let Some(parent) = parent {
        let here = repository.record(&hash).and_then(|record| record.comment(parent));
        let elsewhere = || records.values().any(|record| record.comment(parent).is_some());
        match here {
            Some(_) => {}
            None if elsewhere() => return Err(Refusal::field("parent.id", "is a comment of another commit")),
            None => return Err(no_comment(parent)),
        }
    }
    let number = records.values().map(|record| record.comments.len() as u64).sum::<u64>() + 1;
    repository.record_mut(&hash).comments.push(CommitComment {
        id: number,
        author: call.caller,
        text: text.to_owned(),
        parent,
        place,
        created_on: call.now,
        updated_on: call.now,
        deleted: false,
    });
    Ok(Reply::created(show(world, number, call)?))
}

/// 201, though nothing is created (facts, trap 3).
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, hash) = locate(world, call)?;
    let text = text(call)?;
    let comment = comment_mut(world.repository_mut(id).record_mut(&hash), call)?;
    if comment.deleted {
        return Err(no_comment(comment.id));
    }
    if comment.author != call.caller {
        return Err(Refusal::forbidden("Only its author can edit a comment."));
    }
    text.clone_into(&mut comment.text);
    comment.updated_on = call.now;
    Ok(Reply::created(show(world, wanted(call), call)?))
}

/// By its author or an administrator. Deleting again changes nothing.
fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, hash) = locate(world, call)?;
    let administers = access::administered_repository(world, call).is_ok();
    let comment = comment_mut(world.repository_mut(id).record_mut(&hash), call)?;
    if comment.author != call.caller && !administers {
        return Err(Refusal::forbidden("Only its author or an administrator can delete a comment."));
    }
    comment.deleted = true;
    Ok(Reply::nothing())
}

/// The number that the path names; none has the number 0.
fn wanted(call: &Call<'_>) -> u64 {
    call.param("comment_id").parse().unwrap_or_default()
}

fn comment_mut<'r>(record: &'r mut CommitRecord, call: &Call<'_>) -> Result<&'r mut CommitComment, Refusal> {
    let wanted = wanted(call);
    record.comments.iter_mut().find(|comment| comment.id == wanted).ok_or_else(|| no_comment(wanted))
}

fn text<'c>(call: &Call<'c>) -> Result<&'c str, Refusal> {
    let text = call.body.pointer("/content/raw").and_then(Value::as_str);
    text.filter(|text| !text.trim().is_empty())
        .ok_or_else(|| Refusal::field("content.raw", "must not be empty"))
}

fn place(call: &Call<'_>) -> Result<Option<CommentPlace>, Refusal> {
    let Some(path) = call.text("/inline/path") else { return Ok(None) };
    let line = |pointer: &str, name: &str| match call.integer(pointer) {
        Some(line) if line < 1 => Err(Refusal::field(name, "lines count from 1")),
        line => Ok(line),
    };
    let (from, to) = (line("/inline/from", "inline.from")?, line("/inline/to", "inline.to")?);
    Ok(Some(CommentPlace { path: path.to_owned(), from, to }))
}

fn no_comment(id: u64) -> Refusal {
    Refusal::not_found(format!("Comment {id} not found"))
}

fn show(world: &World, id: u64, call: &Call<'_>) -> Result<Value, Refusal> {
    let found = find(world, call)?;
    let comment = found.record.and_then(|record| record.comment(id)).ok_or_else(|| no_comment(id))?;
    Ok(render(world, &found, comment, call))
}

fn render(world: &World, found: &Found<'_>, comment: &CommitComment, call: &Call<'_>) -> Value {
    let text = if comment.deleted { "" } else { &comment.text };
    let (id, hash) = (comment.id, found.commit.hash.as_str());
    let page = format!("/{}/commits/{hash}#comment-{id}", found.repository.full_name());
    let mut value = json!({
        "type": "commit_comment",
        "id": id,
        "content": { "type": "rendered", "raw": text, "markup": "markdown", "html": "" },
        "user": users::account(world.user(comment.author), call.links),
        "deleted": comment.deleted,
        "created_on": stamp(comment.created_on),
        "updated_on": stamp(comment.updated_on),
        "commit": refs::commit_brief(found.repository, hash, call.links),
        "links": {
            "self": call.links.api(&format!("{}/comments/{id}", found.path())),
            "html": call.links.site(&page),
        },
    });
    if let Some(parent) = comment.parent {
        value["parent"] = json!({ "id": parent });
    }
    if let Some(CommentPlace { path, from, to }) = &comment.place {
        value["inline"] = json!({ "path": path, "from": from, "to": to });
    }
    value
}
