//! Pipelines: what a repository can run, and the runs, whose steps move on each time somebody looks.

use jiff::Timestamp;

use super::{CommitHash, Repository, UserId, Uuid, Variable};

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
    /// The environment that it deploys to, by name.
    pub(crate) deploys_to: Option<String>,
    /// What its tests report, if it runs any.
    pub(crate) tests: Option<TestCount>,
}

/// How many test cases went well, and how many did not.
#[derive(Clone, Copy)]
pub(crate) struct TestCount {
    pub(crate) successful: u64,
    pub(crate) failed: u64,
}

/// How a step ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Successful,
    Failed,
    /// Somebody stopped the run meanwhile.
    Stopped,
    /// Somebody stopped the run before.
    NotRun,
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
    pub(crate) cause: Cause,
    pub(crate) steps: Vec<Step>,
    stopped: bool,
    /// How far the run has come. Step `n` starts at `n + 1` and ends at `n + 2`.
    progress: usize,
    looks: usize,
}

/// One step of a run.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) uuid: Uuid,
    pub(crate) plan: StepPlan,
    /// The run was stopped in the middle of it.
    cut_short: bool,
}

/// What started a run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Somebody's request.
    Manual,
    /// The clock.
    Schedule,
}

/// What a run was started on.
#[derive(Clone)]
pub(crate) struct Target {
    /// Branch or tag and its kind; absent for a bare commit.
    pub(crate) reference: Option<(String, String)>,
    pub(crate) commit: CommitHash,
    pub(crate) selector: Option<(String, Option<String>)>,
}

/// What a run is started with.
pub(crate) struct Start {
    pub(crate) creator: UserId,
    pub(crate) target: Target,
    pub(crate) variables: Vec<Variable>,
    pub(crate) created_on: Timestamp,
    pub(crate) cause: Cause,
}

impl Repository {
    /// What is to run: the custom pipeline that the target names, if there is one of that name, or the default.
    pub(crate) fn plan_of(&self, target: &Target) -> Option<&PipelinePlan> {
        match &target.selector {
            Some((kind, pattern)) if kind == "custom" => {
                let wanted = pattern.as_deref().unwrap_or_default();
                self.custom_pipelines.iter().find(|plan| plan.name == wanted)
            }
            _ => Some(&self.default_pipeline),
        }
    }

    /// Starts a run; nothing where the target names no pipeline.
    pub(crate) fn start(&mut self, start: Start) -> Option<&Pipeline> {
        let plan = self.plan_of(&start.target)?.clone();
        let build_number = self.pipelines.len() as u64 + 1;
        self.pipelines.push(Pipeline::start(&self.uuid, build_number, &plan, start));
        self.pipelines.last()
    }
}

impl Pipeline {
    /// A run of `plan`, none of its steps begun.
    pub(crate) fn start(repository: &Uuid, build_number: u64, plan: &PipelinePlan, start: Start) -> Self {
        let uuid = Uuid::named(&format!("pipeline {repository} {build_number}"));
        let step = |(place, plan): (usize, &StepPlan)| Step {
            uuid: Uuid::named(&format!("step {uuid} {place}")),
            plan: plan.clone(),
            cut_short: false,
        };
        let steps = plan.steps.iter().enumerate().map(step).collect();
        let Start { creator, target, variables, created_on, cause } = start;
        Self {
            uuid,
            build_number,
            creator,
            target,
            variables,
            created_on,
            cause,
            steps,
            stopped: false,
            progress: 0,
            looks: 0,
        }
    }

    /// Moves on by one look: the first look sees the run as it was made, each later one a little further.
    pub(crate) fn look(&mut self) {
        if self.stopped {
            return;
        }
        self.progress = self.looks.min(self.steps.len() + 1);
        self.looks = self.looks.saturating_add(1);
    }

    /// Lets every step end.
    pub(crate) fn finish(&mut self) {
        self.progress = self.steps.len() + 1;
        self.looks = self.progress;
    }

    /// Ends the run where it is. False where it had ended already.
    pub(crate) fn stop(&mut self) -> bool {
        if matches!(self.phase(), Phase::Completed(_)) {
            return false;
        }
        self.stopped = true;
        if let Some(step) = self.progress.checked_sub(1).and_then(|place| self.steps.get_mut(place)) {
            step.cut_short = true;
        }
        true
    }

    /// Where the step at `place` is.
    pub(crate) fn step_phase(&self, place: usize) -> Phase {
        match (self.progress, self.steps.get(place)) {
            (progress, Some(step)) if progress >= place + 2 => Phase::Completed(step.plan.outcome),
            (_, Some(step)) if step.cut_short => Phase::Completed(Outcome::Stopped),
            (_, Some(_)) if self.stopped => Phase::Completed(Outcome::NotRun),
            (progress, Some(_)) if progress == place + 1 => Phase::InProgress,
            _ => Phase::Pending,
        }
    }

    /// Where the run is.
    pub(crate) fn phase(&self) -> Phase {
        if self.stopped {
            return Phase::Completed(Outcome::Stopped);
        }
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
    /// All that the step prints, or has printed when it was stopped.
    pub(crate) fn log(&self) -> String {
        if self.cut_short {
            return self.partial_log();
        }
        let commands = self.plan.script.iter().map(|command| format!("+ {command}\n"));
        let output = self.plan.output.iter().map(|line| format!("{line}\n"));
        commands.chain(output).collect()
    }

    /// What the step has printed by the middle of its run.
    pub(crate) fn partial_log(&self) -> String {
        self.plan.script.iter().map(|command| format!("+ {command}\n")).collect()
    }
}
