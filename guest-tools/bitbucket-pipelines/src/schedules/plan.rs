//! What a schedule is created with: when, on which branch, and which pipeline.

use innkeeper_sdk::{Body, Failure};
use serde::{Deserialize, Serialize};

use super::CronPattern;

/// The body of a new schedule.
#[derive(Serialize)]
pub(super) struct Plan<'a> {
    pub(super) cron_pattern: &'a CronPattern,
    pub(super) target: Target,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) enabled: Option<bool>,
}

/// What a schedule runs on: a branch, always at its newest commit.
#[derive(Deserialize, Serialize)]
#[serde(tag = "type", rename = "pipeline_ref_target")]
pub(super) struct Target {
    ref_type: String,
    ref_name: String,
    selector: Selector,
}

/// Which pipeline of `bitbucket-pipelines.yml` it is. The provider takes no schedule without one.
#[derive(Deserialize, Serialize)]
pub(super) struct Selector {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
}

impl Plan<'_> {
    pub(super) fn body(&self) -> Result<Body, Failure> {
        Body::json(self)
    }
}

impl Target {
    /// A branch, and the pipeline that `selector` names.
    pub(super) fn branch(name: String, selector: Selector) -> Self {
        Self { ref_type: String::from("branch"), ref_name: name, selector }
    }
}

impl Selector {
    /// The pipeline that the inputs name: a custom one, one of `branches:`, or the default.
    pub(super) fn named(custom: Option<String>, branches: Option<String>) -> Result<Self, Failure> {
        let (kind, pattern) = match (custom, branches) {
            (Some(_), Some(_)) => {
                return Err(Failure::invalid(
                    "branch_pattern",
                    "give `pipeline_name` or `branch_pattern`: a schedule runs one pipeline",
                ));
            }
            (Some(name), None) => ("custom", Some(name)),
            (None, Some(pattern)) => ("branches", Some(pattern)),
            (None, None) => ("default", None),
        };
        Ok(Self { kind: String::from(kind), pattern })
    }
}
