//! Schedules: runs that start by the simulator's clock. What is due starts when somebody looks.

use jiff::Timestamp;

use super::{Cause, Repository, Start, Target, UserId, Uuid};

mod cron;

pub(crate) use cron::CronPattern;

/// As many runs as a schedule can be behind with; what is older is left out.
const MOST_MISSED: usize = 20;

/// When to run what.
#[derive(Clone)]
pub(crate) struct Schedule {
    pub(crate) enabled: bool,
    pub(crate) cron: CronPattern,
    pub(crate) branch: String,
    /// Type and pattern of the pipeline.
    pub(crate) selector: (String, Option<String>),
    pub(crate) creator: UserId,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
    pub(crate) executions: Vec<Execution>,
    /// Until when it has been carried out.
    pub(crate) done_until: Timestamp,
}

/// What became of one time.
#[derive(Clone)]
pub(crate) enum Execution {
    /// This run.
    Started(Uuid),
    /// No run.
    Failed { key: &'static str, message: String },
}

impl Repository {
    /// Starts what is due.
    pub(crate) fn catch_up(&mut self, now: Timestamp) {
        let mut due: Vec<(Timestamp, Uuid, Schedule)> = Vec::new();
        for entry in self.pipelines_config.schedules.iter_mut() {
            let schedule = &mut entry.value;
            if schedule.enabled && self.pipelines_config.enabled {
                let moments = schedule.cron.between(schedule.done_until, now, MOST_MISSED);
                due.extend(moments.into_iter().map(|moment| (moment, entry.uuid.clone(), schedule.clone())));
            }
            schedule.done_until = now;
        }
        due.sort_by_key(|(moment, ..)| *moment);
        for (moment, uuid, schedule) in due {
            let execution = self.execute(&schedule, moment);
            if let Some(entry) = self.pipelines_config.schedules.find_mut(&uuid.to_string()) {
                entry.value.executions.push(execution);
            }
        }
    }

    fn execute(&mut self, schedule: &Schedule, created_on: Timestamp) -> Execution {
        let Some(tip) = self.history.tip(&schedule.branch) else {
            let message = format!("branch {} does not exist", schedule.branch);
            return Execution::Failed { key: "result-service.pipeline.reference-not-found", message };
        };
        let target = Target {
            reference: Some(("branch".to_owned(), schedule.branch.clone())),
            commit: tip.hash.clone(),
            selector: Some(schedule.selector.clone()),
        };
        let start = Start {
            creator: schedule.creator,
            target,
            variables: Vec::new(),
            created_on,
            cause: Cause::Schedule,
        };
        match self.start(start) {
            Some(run) => Execution::Started(run.uuid.clone()),
            None => Execution::Failed {
                key: "result-service.pipeline.pipeline-not-found",
                message: format!("no pipeline {}", schedule.selector.1.as_deref().unwrap_or_default()),
            },
        }
    }
}
