//! Comments as JSON.

use serde_json::{Value, json};

use super::{View, rendered};
use crate::{
    clock::stamp,
    world::{Anchor, PullRequestComment, Resolution},
};

impl View<'_> {
    /// One comment.
    pub(in crate::api::pull_requests) fn comment(self, comment: &PullRequestComment) -> Value {
        let mut value = json!({
            "type": "pullrequest_comment",
            "id": comment.id,
            "content": rendered(&comment.text),
            "user": self.person(comment.author),
            "deleted": comment.deleted,
            "pending": comment.pending,
            "created_on": stamp(comment.created_on),
            "updated_on": stamp(comment.updated_on),
            "pullrequest": self.brief(),
            "links": self.comment_links(comment.id),
        });
        if let Some(parent) = comment.parent {
            value["parent"] = json!({ "id": parent, "links": self.comment_links(parent) });
        }
        if let Some(anchor) = &comment.anchor {
            value["inline"] = inline(anchor);
        }
        if let Some(resolution) = comment.resolution {
            value["resolution"] = self.resolution(resolution);
        }
        value
    }

    /// Who settled a thread.
    pub(in crate::api::pull_requests) fn resolution(self, resolution: Resolution) -> Value {
        json!({
            "type": "comment_resolution",
            "user": self.person(resolution.user),
            "created_on": stamp(resolution.date),
        })
    }

    pub(super) fn comment_links(self, id: u64) -> Value {
        json!({ "self": self.api(&format!("/comments/{id}")), "html": self.page(&format!("#comment-{id}")) })
    }
}

fn inline(anchor: &Anchor) -> Value {
    json!({
        "path": anchor.path,
        "from": anchor.from,
        "to": anchor.to,
        "start_from": anchor.start_from,
        "start_to": anchor.start_to,
    })
}
