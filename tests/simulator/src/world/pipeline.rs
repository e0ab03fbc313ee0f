//! Pipelines: what a repository can run, and the runs, whose steps move on each time somebody looks.

use jiff::Timestamp;

use super::{CommitHash, UserId, Uuid};

/// A pipeline as the repository's configuration describes it.
#[derive(Clone)]
pub(crate) struct PipelinePlan {
    pub(crate) name: String,
    pub(crate) steps: Vec<StepPlan>,
}

/// One step of a plan.
#[derive(Clone)]
pub(crate) struct StepPlan {
    pub(crate) name: String,
    pub(crate) script: Vec<String>,
    pub(crate) output: Vec<String>,
    pub(crate) outcome: Outcome,
}

/// How a step ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Successful,
    Failed,
}

/// Where a step or a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Pending,
    InProgress,
    Completed(Outcome),
}

/// One run.
#[derive(Clone)]
pub(crate) struct Pipeline {
    pub(crate) uuid: Uuid,
    pub(crate) build_number: u64,
    pub(crate) creator: UserId,
    pub(crate) target: Target,
    pub(crate) variables: Vec<Variable>,
    pub(crate) created_on: Timestamp,
    pub(crate) steps: Vec<Step>,
    /// How far the run has come. Step `n` starts at `n + 1` and ends at `n + 2`.
    progress: usize,
    looks: usize,
}

/// One step of a run.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) uuid: Uuid,
    pub(crate) plan: StepPlan,
}

/// What a run was started on.
#[derive(Clone)]
pub(crate) struct Target {
    /// Branch or tag and its kind; absent for a bare commit.
    pub(crate) reference: Option<(String, String)>,
    pub(crate) commit: CommitHash,
    pub(crate) selector: Option<(String, Option<String>)>,
}

/// A value that a run was started with.
#[derive(Clone)]
pub(crate) struct Variable {
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) secured: bool,
}

/// What a run is started with.
pub(crate) struct Start {
    pub(crate) creator: UserId,
    pub(crate) target: Target,
    pub(crate) variables: Vec<Variable>,
    pub(crate) created_on: Timestamp,
}

impl Pipeline {
    /// A run of `plan`, none of its steps begun.
    pub(crate) fn start(repository: &Uuid, build_number: u64, plan: &PipelinePlan, start: Start) -> Self {
        let uuid = Uuid::named(&format!("pipeline {repository} {build_number}"));
        let step = |(place, plan): (usize, &StepPlan)| Step {
            uuid: Uuid::named(&format!("step {uuid} {place}")),
            plan: plan.clone(),
        };
        let steps = plan.steps.iter().enumerate().map(step).collect();
        let Start { creator, target, variables, created_on } = start;
        Self { uuid, build_number, creator, target, variables, created_on, steps, progress: 0, looks: 0 }
    }

    /// Moves on by one look: the first look sees the run as it was made, each later one a little further.
    pub(crate) fn look(&mut self) {
        self.progress = self.looks.min(self.steps.len() + 1);
        self.looks = self.looks.saturating_add(1);
    }

    /// Lets every step end.
    pub(crate) fn finish(&mut self) {
        self.progress = self.steps.len() + 1;
        self.looks = self.progress;
    }

    /// Where the step at `place` is.
    pub(crate) fn step_phase(&self, place: usize) -> Phase {
        match (self.progress, self.steps.get(place)) {
            (progress, Some(step)) if progress >= place + 2 => Phase::Completed(step.plan.outcome),
            (progress, Some(_)) if progress == place + 1 => Phase::InProgress,
            _ => Phase::Pending,
        }
    }

    /// Where the run is.
    pub(crate) fn phase(&self) -> Phase {
        if self.progress == 0 {
            return Phase::Pending;
        }
        if self.progress <= self.steps.len() {
            return Phase::InProgress;
        }
        let failed = self.steps.iter().any(|step| step.plan.outcome == Outcome::Failed);
        Phase::Completed(if failed { Outcome::Failed } else { Outcome::Successful })
    }
}

impl Step {
    /// All that the step prints.
    pub(crate) fn log(&self) -> String {
        let commands = self.plan.script.iter().map(|command| format!("+ {command}\n"));
        let output = self.plan.output.iter().map(|line| format!("{line}\n"));
        commands.chain(output).collect()
    }

    /// What the step has printed by the middle of its run.
    pub(crate) fn partial_log(&self) -> String {
        self.plan.script.iter().map(|command| format!("+ {command}\n")).collect()
    }
}
