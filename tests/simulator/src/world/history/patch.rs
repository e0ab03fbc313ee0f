//! Commits as a series of mails, to be applied elsewhere.

#[cfg(test)]
mod tests;

use std::slice::from_ref;

use super::{Commit, DiffOptions, FileChange, History, unified};
use crate::world::UserId;

/// The line before each mail of a series: the date in it is the same for all, and says that this is a patch.
const SEPARATOR_DATE: &str = "Mon Sep 17 00:00:00 2001";

/// The date of a mail (RFC 5322), in UTC.
const MAIL_DATE: &str = "%a, %-d %b %Y %H:%M:%S +0000";

impl History {
    /// The commits of `source` that `destination` lacks, oldest first, or `source` alone. Merges and commits that
    /// change nothing are left out. `identity` writes a person as `Name <address>`.
    pub(crate) fn patch(
        &self,
        source: &Commit,
        destination: Option<&Commit>,
        identity: impl Fn(UserId) -> String,
    ) -> String {
        let mut series = match destination {
            Some(destination) => self.log(from_ref(&source.hash), from_ref(&destination.hash)),
            None => vec![source],
        };
        series.reverse();
        let changed = series.into_iter().filter(|commit| commit.parents.len() < 2).filter_map(|commit| {
            let changes = self.comparison(commit, None, true).changes(&DiffOptions::default());
            (!changes.is_empty()).then_some((commit, changes))
        });
        let mails: Vec<(&Commit, Vec<FileChange>)> = changed.collect();
        let numbered = mails.iter().enumerate().map(|(place, (commit, changes))| {
            mail(commit, changes, &identity(commit.author), &format!("{}/{}", place + 1, mails.len()))
        });
        numbered.collect()
    }
}

fn mail(commit: &Commit, changes: &[FileChange], author: &str, number: &str) -> String {
    let (subject, body) = commit.message.trim().split_once("\n\n").unwrap_or((commit.message.trim(), ""));
    let subject = subject.lines().collect::<Vec<_>>().join(" ");
    let body = if body.is_empty() { String::new() } else { format!("{}\n", body.trim()) };
    let (hash, date) = (&commit.hash, commit.date.strftime(MAIL_DATE));
    let diff = unified(changes, &DiffOptions::default());
    format!(
        "From {hash} {SEPARATOR_DATE}\nFrom: {author}\nDate: {date}\nSubject: [PATCH {number}] {subject}\n\n\
         {body}---\n\n{diff}-- \nBitbucket\n\n"
    )
}
