//! How the pipelines of a repository are set up.

use super::{Register, Schedule, Variables};

/// Whether pipelines run, when they start by themselves, and what they are given.
#[derive(Clone)]
pub(crate) struct PipelinesConfig {
    pub(crate) enabled: bool,
    pub(crate) variables: Variables,
    pub(crate) schedules: Register<Schedule>,
}

impl Default for PipelinesConfig {
    fn default() -> Self {
        Self { enabled: true, variables: Variables::default(), schedules: Register::default() }
    }
}
