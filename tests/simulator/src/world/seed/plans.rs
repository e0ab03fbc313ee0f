//! The pipelines that the seeded repositories are configured with.

use super::super::{Outcome, PipelinePlan, StepPlan, TestCount};

/// Build and test; runs when nothing else is asked for.
pub(super) fn build_and_test() -> PipelinePlan {
    let build = step("Build", &["./ci/build.sh"], &["compiling 42 units", "build finished"]);
    let tests = Some(TestCount { successful: 128, failed: 0 });
    let test = step("Test", &["./ci/test.sh"], &["running 128 tests", "128 passed, 0 failed"]);
    PipelinePlan { name: "default".to_owned(), steps: vec![build, StepPlan { tests, ..test }] }
}

/// A custom pipeline that succeeds.
pub(super) fn deploy_to_staging() -> PipelinePlan {
    let script = ["./ci/deploy.sh staging"];
    let output = ["uploading the artefact", "staging now serves the new version"];
    let deploy = step("Deploy to staging", &script, &output);
    let deploy = StepPlan { deploys_to: Some("Staging".to_owned()), ..deploy };
    PipelinePlan { name: "deploy-to-staging".to_owned(), steps: vec![deploy] }
}

/// A custom pipeline whose last step fails, with a log long enough to be read in pieces.
pub(super) fn nightly() -> PipelinePlan {
    let mut output: Vec<String> = (1..=4000).map(|case| format!("case {case:05} ... ok")).collect();
    output.push("case 04001 ... FAILED: expected 10.00, got 9.99".to_owned());
    let step = StepPlan {
        name: "Nightly regression".to_owned(),
        script: vec!["./ci/regression.sh --all".to_owned()],
        output,
        outcome: Outcome::Failed,
        deploys_to: None,
        tests: Some(TestCount { successful: 4000, failed: 1 }),
    };
    PipelinePlan { name: "nightly".to_owned(), steps: vec![step] }
}

/// A step that succeeds.
fn step(name: &str, script: &[&str], output: &[&str]) -> StepPlan {
    let lines = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    StepPlan {
        name: name.to_owned(),
        script: lines(script),
        output: lines(output),
        outcome: Outcome::Successful,
        deploys_to: None,
        tests: None,
    }
}
