//! Starts a deployment, follows it, reads its log.

use std::time::{Duration, Instant};

use anyhow::ensure;
use serde_json::{Value, json};

use super::super::agent::{Agent, Called};
use super::super::story::{Check, Story};
use crate::output::harmless;
use crate::table::{Card, Table, list, text};

const REPOSITORY: &str = "payments-api";
const PIPELINE: &str = "deploy-to-staging";
/// The simulated run moves on each time that somebody looks, so this is long.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) async fn run(agent: &Agent, story: &mut Story) -> anyhow::Result<()> {
    story.scene("Trigger a pipeline with a variable, follow its steps, read a log")?;
    let variable = json!({ "key": "DEPLOY_ENV", "value": "staging" });
    let input = json!({ "repo_slug": REPOSITORY, "branch": "main", "pipeline_name": PIPELINE, "variables": [variable] });
    let started = agent.call("bitbucket_pipeline_trigger", input).await?;
    story.call(&started, &run_card(started.data()))?;
    story.check(Check::equal(
        "the run has DEPLOY_ENV=staging",
        "DEPLOY_ENV=staging",
        variables(started.data()),
    ))?;
    story.check(Check::equal("it runs the pipeline that was named", PIPELINE, selector(started.data())))?;

    let pipeline = started.text("/uuid")?;
    let steps = first_step_done(agent, pipeline).await?;
    story.call(&steps, &steps_table(steps.data()))?;
    let result = text(steps.data(), "/values/0/state/result/name");
    story.check(Check::equal("the first step succeeded", "SUCCESSFUL", result))?;

    let step = steps.text("/values/0/uuid")?;
    let input = json!({ "repo_slug": REPOSITORY, "pipeline_uuid": pipeline, "step_uuid": step });
    let log = agent.call("bitbucket_pipeline_step_log_get", input).await?;
    let lines = log.text("/content")?;
    story.call(&log, &harmless(lines))?;
    story.check(Check::contains("the log is the deployment's", "+ ./ci/deploy.sh", lines))?;
    story.check(Check::contains("it names the environment", "staging", lines))
}

/// Looks at the steps until the first is over.
async fn first_step_done(agent: &Agent, pipeline: &str) -> anyhow::Result<Called> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let input = json!({ "repo_slug": REPOSITORY, "pipeline_uuid": pipeline });
        let steps = agent.call("bitbucket_pipeline_steps_list", input).await?;
        if text(steps.data(), "/values/0/state/name") == "COMPLETED" {
            return Ok(steps);
        }
        ensure!(Instant::now() < deadline, "the first step was not over after {} s", PATIENCE.as_secs());
    }
}

fn run_card(run: &Value) -> String {
    Card::new()
        .part("run", run, "/build_number")
        .line("pipeline", selector(run))
        .part("branch", run, "/target/ref_name")
        .line("variables", variables(run))
        .part("state", run, "/state/name")
        .finish()
}

fn selector(run: &Value) -> String {
    text(run, "/target/selector/pattern")
}

fn variables(run: &Value) -> String {
    let pair = |variable: &Value| format!("{}={}", text(variable, "/key"), text(variable, "/value"));
    list(run, "/variables").iter().map(pair).collect::<Vec<_>>().join(", ")
}

fn steps_table(steps: &Value) -> String {
    let mut table = Table::new(["STEP", "STATE", "RESULT"]);
    for step in list(steps, "/values") {
        table.row([text(step, "/name"), text(step, "/state/name"), text(step, "/state/result/name")]);
    }
    table.or("no step")
}
