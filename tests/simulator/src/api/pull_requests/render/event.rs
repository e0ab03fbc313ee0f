//! What happened to a pull request, as JSON.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{View, endpoint};
use crate::{
    clock::stamp,
    world::{PullRequestUpdate, Verdict},
};

impl View<'_> {
    /// Everything that happened to it and that stands, with its moment, kind by kind.
    pub(in crate::api::pull_requests) fn events(self) -> Vec<(Timestamp, Value)> {
        let pull_request = self.pull_request;
        let updates = pull_request.updates.iter().map(|update| (update.date, "update", self.update(update)));
        let shown = pull_request.comments.iter().filter(|comment| comment.is_shown_to(self.caller));
        let comments = shown.map(|comment| (comment.created_on, "comment", self.comment(comment)));
        let verdicts = pull_request.parts.iter().filter_map(|part| {
            let kind = match part.verdict? {
                Verdict::Approved => "approval",
                Verdict::ChangesRequested => "changes_requested",
            };
            let user = self.person(part.user);
            Some((
                part.date,
                kind,
                json!({ "date": stamp(part.date), "user": user, "pullrequest": self.brief() }),
            ))
        });
        let all = updates.chain(comments).chain(verdicts);
        all.map(|(date, kind, event)| (date, json!({ "pull_request": self.brief(), kind: event }))).collect()
    }

    fn update(self, update: &PullRequestUpdate) -> Value {
        let end = |repository, branch, commit| endpoint(repository, branch, commit, self.links);
        json!({
            "state": update.state.name(),
            "title": update.title,
            "description": update.description,
            "draft": update.draft,
            "reason": update.reason,
            "source": end(self.source(), &update.source_branch, &update.source_commit),
            "destination": end(Some(self.repository), &update.destination_branch, &update.destination_commit),
            "author": self.person(update.author),
            "date": stamp(update.date),
        })
    }
}
