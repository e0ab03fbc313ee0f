//! Issue trackers: each repository has one, switched on or off.

use jiff::Timestamp;

use super::{UserId, Uuid, World};

/// Whether Bitbucket has issue trackers at all: it took them away on 2026-08-20 (Bitbucket facts, calendar).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IssueTracker {
    /// As before that day.
    #[default]
    Kept,
    /// As since then: every operation of theirs answers 410.
    Removed,
}

/// The issue tracker of one repository.
#[derive(Clone, Default)]
pub(crate) struct Tracker {
    /// Whether the repository has it switched on.
    pub(crate) enabled: bool,
    pub(crate) issues: Vec<Issue>,
    pub(crate) milestones: Vec<Label>,
    pub(crate) versions: Vec<Label>,
    pub(crate) components: Vec<Label>,
    /// Issues there ever were: a number is not used again.
    opened: u64,
    /// Comments there ever were.
    commented: u64,
}

/// A milestone, version or component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) id: u64,
    pub(crate) name: String,
}

/// Something wrong or wanted. Its state, kind and priority are written as on the wire, where they are
/// checked.
#[derive(Clone, PartialEq)]
pub(crate) struct Issue {
    pub(crate) number: u64,
    pub(crate) title: String,
    pub(crate) content: String,
    pub(crate) state: String,
    pub(crate) kind: String,
    pub(crate) priority: String,
    pub(crate) reporter: UserId,
    pub(crate) assignee: Option<UserId>,
    pub(crate) milestone: Option<Label>,
    pub(crate) version: Option<Label>,
    pub(crate) component: Option<Label>,
    pub(crate) votes: Vec<UserId>,
    pub(crate) watchers: Vec<UserId>,
    pub(crate) comments: Vec<IssueComment>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
    /// When its text was last changed.
    pub(crate) edited_on: Option<Timestamp>,
}

/// What somebody said about an issue, or that somebody changed it.
#[derive(Clone, PartialEq)]
pub(crate) struct IssueComment {
    pub(crate) id: u64,
    pub(crate) author: UserId,
    /// Nothing where it stands for a change of the issue.
    pub(crate) content: Option<String>,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Option<Timestamp>,
}

/// A file beside an issue.
#[derive(Clone, PartialEq)]
pub(crate) struct Attachment {
    /// The key that it lies under on the storage host.
    pub(crate) uuid: Uuid,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Issue {
    /// An issue as its reporter starts it: new, a bug, of major priority, and watched.
    pub(crate) fn reported_by(reporter: UserId, now: Timestamp) -> Self {
        Self {
            number: 0,
            title: String::new(),
            content: String::new(),
            state: "new".to_owned(),
            kind: "bug".to_owned(),
            priority: "major".to_owned(),
            reporter,
            assignee: None,
            milestone: None,
            version: None,
            component: None,
            votes: Vec::new(),
            watchers: vec![reporter],
            comments: Vec::new(),
            attachments: Vec::new(),
            created_on: now,
            updated_on: now,
            edited_on: None,
        }
    }

    /// Attaches a file; one of the same name makes way.
    pub(crate) fn attach(&mut self, repository: &Uuid, name: &str, bytes: Vec<u8>) {
        let uuid = Uuid::named(&format!("attachment {repository} {} {name}", self.number));
        self.attachments.retain(|known| known.name != name);
        self.attachments.push(Attachment { uuid, name: name.to_owned(), bytes });
    }
}

impl Tracker {
    /// A tracker that is switched on and empty.
    pub(crate) fn switched_on() -> Self {
        Self { enabled: true, ..Self::default() }
    }

    /// Takes an issue in under the next number, and gives its place.
    pub(crate) fn open(&mut self, issue: Issue) -> usize {
        self.opened += 1;
        self.issues.push(Issue { number: self.opened, ..issue });
        self.issues.len() - 1
    }

    /// The id of the next comment.
    pub(crate) fn next_comment(&mut self) -> u64 {
        self.commented += 1;
        self.commented
    }
}

impl World {
    /// The file beside any issue whose UUID has these digits.
    pub(crate) fn attachment(&self, bare_uuid: &str) -> Option<&Attachment> {
        let issues = self.repositories.iter().flat_map(|repository| &repository.tracker.issues);
        issues.flat_map(|issue| &issue.attachments).find(|file| file.uuid.bare() == bare_uuid)
    }
}
