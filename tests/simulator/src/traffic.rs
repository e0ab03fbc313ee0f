//! How many requests each consumer sent within an hour, and how many it may.
//!
//! Bitbucket counts per rolling hour and per consumer, all its users together, and says nothing about it until it refuses
//! (Bitbucket facts, "API behaviour"). By default nothing is limited here; a test says which limit it wants.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
    time::Duration,
};

use jiff::Timestamp;

use crate::{clock::later, lock};

const HOUR: Duration = Duration::from_hours(1);

/// Requests that are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resource {
    /// Data of repositories.
    Repository,
    /// Contents of files.
    RawFiles,
    /// Webhooks.
    Webhooks,
    /// Everything that is not limited.
    Other,
}

/// What one consumer sent for one resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests since the simulator started, those that were turned away included.
    pub requests: usize,
    /// The most within any hour.
    pub most_in_an_hour: usize,
    /// Requests that were over the limit and got 429.
    pub turned_away: usize,
}

#[derive(Default)]
struct Line {
    limit: Option<usize>,
    lately: VecDeque<Timestamp>,
    told: Traffic,
}

/// The traffic of all consumers.
#[derive(Default)]
pub(crate) struct Counters(Mutex<HashMap<(String, Resource), Line>>);

/// Whether a request is within its consumer's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passage {
    Free,
    TurnedAway,
}

impl Resource {
    /// What a path below `/2.0` belongs to.
    pub(crate) fn of(path: &str) -> Self {
        let segments: Vec<&str> = path.trim_start_matches("/2.0").split('/').skip(1).collect();
        match segments.as_slice() {
            ["repositories", _, _, "hooks", ..] | ["workspaces", _, "hooks", ..] | ["hook_events", ..] => {
                Self::Webhooks
            }
            ["repositories", _, _, "src", _, _, ..] | ["repositories", _, _, "downloads", _, ..] => {
                Self::RawFiles
            }
            ["repositories", ..] => Self::Repository,
            _ => Self::Other,
        }
    }
}

impl Counters {
    /// Limits a consumer from now on.
    pub(crate) fn limit(&self, consumer: &str, resource: Resource, per_hour: usize) {
        lock(&self.0).entry((consumer.to_owned(), resource)).or_default().limit = Some(per_hour);
    }

    /// Counts a request.
    pub(crate) fn count(&self, consumer: &str, path: &str, now: Timestamp) -> Passage {
        let mut lines = lock(&self.0);
        let line = lines.entry((consumer.to_owned(), Resource::of(path))).or_default();
        while line.lately.front().is_some_and(|moment| later(*moment, HOUR) <= now) {
            line.lately.pop_front();
        }
        line.lately.push_back(now);
        line.told.requests += 1;
        line.told.most_in_an_hour = line.told.most_in_an_hour.max(line.lately.len());
        if line.limit.is_some_and(|limit| line.lately.len() > limit) {
            line.told.turned_away += 1;
            return Passage::TurnedAway;
        }
        Passage::Free
    }

    /// What a consumer sent.
    pub(crate) fn of(&self, consumer: &str, resource: Resource) -> Traffic {
        lock(&self.0).get(&(consumer.to_owned(), resource)).map(|line| line.told).unwrap_or_default()
    }
}
