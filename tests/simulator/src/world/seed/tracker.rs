//! The issue trackers of the seeded repositories: the web site's is in use, that of the payments is empty,
//! the others are switched off.

use super::{
    super::{Issue, Label, Tracker},
    ALICE, BOB, morning,
};

/// The tracker of a repository of `acme`.
pub(super) fn of(workspace: &str, slug: &str) -> Tracker {
    match (workspace, slug) {
        ("acme", "website") => website(),
        ("acme", "payments-api") => Tracker::switched_on(),
        _ => Tracker::default(),
    }
}

fn website() -> Tracker {
    let mut tracker = Tracker::switched_on();
    tracker.milestones = labels(&["Autumn sale", "Relaunch"]);
    tracker.versions = labels(&["1.0", "1.1", "2.0"]);
    tracker.components = labels(&["Header", "Checkout"]);
    let component = tracker.components.first().cloned();
    let milestone = tracker.milestones.first().cloned();
    tracker.open(Issue {
        title: "The menu covers the logo".to_owned(),
        content: "On screens of less than 400 pixels.".to_owned(),
        state: "open".to_owned(),
        assignee: Some(ALICE),
        component,
        ..Issue::reported_by(BOB, morning(2026, 10, 5))
    });
    tracker.open(Issue {
        title: "Remember the basket".to_owned(),
        content: "Whoever comes back next day finds it empty.".to_owned(),
        kind: "enhancement".to_owned(),
        priority: "minor".to_owned(),
        milestone,
        ..Issue::reported_by(ALICE, morning(2026, 10, 9))
    });
    tracker
}

fn labels(names: &[&str]) -> Vec<Label> {
    (1..).zip(names).map(|(id, &name)| Label { id, name: name.to_owned() }).collect()
}
