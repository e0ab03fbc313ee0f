//! Tasks as JSON.

use serde_json::{Value, json};

use super::{View, rendered};
use crate::{clock::stamp, world::PullRequestTask};

impl View<'_> {
    /// One task.
    pub(in crate::api::pull_requests) fn task(self, task: &PullRequestTask) -> Value {
        let id = task.id;
        let mut value = json!({
            "id": id,
            "state": task.state(),
            "content": rendered(&task.text),
            "creator": self.person(task.creator),
            "pending": task.pending,
            "created_on": stamp(task.created_on),
            "updated_on": stamp(task.updated_on),
            "resolved_on": task.resolution.map(|resolution| stamp(resolution.date)),
            "resolved_by": task.resolution.map(|resolution| self.person(resolution.user)),
            "links": { "self": self.api(&format!("/tasks/{id}")), "html": self.page(&format!("#task-{id}")) },
        });
        if let Some(comment) = task.comment {
            value["comment"] = json!({ "id": comment, "links": self.comment_links(comment) });
        }
        value
    }
}
