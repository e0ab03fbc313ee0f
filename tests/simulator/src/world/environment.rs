//! Environments, and the deployments to them: each is a step of a run that deploys there.

use jiff::Timestamp;

use super::{Entry, Outcome, Phase, Pipeline, Repository, Step, Uuid, Variables};

/// Where something is deployed to.
#[derive(Clone)]
pub(crate) struct Environment {
    pub(crate) name: String,
    /// `Test`, `Staging` or `Production`.
    pub(crate) stage: String,
    pub(crate) created_on: Timestamp,
    pub(crate) variables: Variables,
}

/// A step that deploys or has deployed.
#[derive(Clone, Copy)]
pub(crate) struct Deployment<'r> {
    pub(crate) environment: &'r Entry<Environment>,
    pub(crate) run: &'r Pipeline,
    pub(crate) step: &'r Step,
    pub(crate) phase: Phase,
}

impl Deployment<'_> {
    pub(crate) fn uuid(&self) -> Uuid {
        Uuid::named(&format!("deployment {}", self.step.uuid))
    }
}

impl Repository {
    /// One environment more.
    pub(crate) fn add_environment(&mut self, environment: Environment) -> Entry<Environment> {
        self.environments.add(&format!("environment {}", self.uuid), environment)
    }

    /// The deployments to environments that are still there, oldest first.
    pub(crate) fn deployments(&self) -> Vec<Deployment<'_>> {
        let of_run = |run| self.deployments_of(run);
        self.pipelines.iter().flat_map(of_run).collect()
    }

    fn deployments_of<'r>(&'r self, run: &'r Pipeline) -> impl Iterator<Item = Deployment<'r>> {
        run.steps.iter().enumerate().filter_map(move |(place, step)| {
            let name = step.plan.deploys_to.as_ref()?;
            let there = |environment: &&Entry<Environment>| {
                environment.value.name == *name && environment.value.created_on <= run.created_on
            };
            let environment = self.environments.iter().find(there)?;
            match run.step_phase(place) {
                Phase::Pending | Phase::Completed(Outcome::NotRun) => None,
                phase => Some(Deployment { environment, run, step, phase }),
            }
        })
    }
}
