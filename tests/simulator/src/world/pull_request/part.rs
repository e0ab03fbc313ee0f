//! Who takes part in a pull request, and what they think of it.

use jiff::Timestamp;

use super::{super::UserId, PullRequest};

/// Somebody's part.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) user: UserId,
    pub(crate) verdict: Option<Verdict>,
    /// Of the verdict; without one, of the last comment.
    pub(crate) date: Timestamp,
}

/// What somebody thinks of a pull request: one thing at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Approved,
    ChangesRequested,
}

impl Verdict {
    /// The name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::ChangesRequested => "changes_requested",
        }
    }
}

impl PullRequest {
    /// What `user` has done so far.
    pub(crate) fn part_of(&self, user: UserId) -> Option<&Part> {
        self.parts.iter().find(|part| part.user == user)
    }

    /// Takes down what `user` thinks, in place of what they thought before. Thinking the same again changes nothing.
    pub(crate) fn judge(&mut self, user: UserId, verdict: Verdict, now: Timestamp) {
        let part = self.part_mut(user, now);
        if part.verdict != Some(verdict) {
            *part = Part { user, verdict: Some(verdict), date: now };
        }
    }

    /// Takes back what `user` thought, if it was that.
    pub(crate) fn withdraw(&mut self, user: UserId, verdict: Verdict) {
        if let Some(part) =
            self.parts.iter_mut().find(|part| part.user == user && part.verdict == Some(verdict))
        {
            part.verdict = None;
        }
    }

    /// Takes down that `user` said something.
    pub(crate) fn spoke(&mut self, user: UserId, now: Timestamp) {
        let part = self.part_mut(user, now);
        if part.verdict.is_none() {
            part.date = now;
        }
    }

    /// Everybody who thinks so.
    pub(crate) fn judged(&self, verdict: Verdict) -> impl Iterator<Item = UserId> {
        self.parts.iter().filter(move |part| part.verdict == Some(verdict)).map(|part| part.user)
    }

    fn part_mut(&mut self, user: UserId, now: Timestamp) -> &mut Part {
        let place = self.parts.iter().position(|part| part.user == user).unwrap_or_else(|| {
            self.parts.push(Part { user, verdict: None, date: now });
            self.parts.len() - 1
        });
        &mut self.parts[place]
    }
}
