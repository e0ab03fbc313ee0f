//! Annotations of a report: single findings, at a line of a file or on the whole.

use innkeeper_sdk::{Body, prelude::*};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::WebAddress;

#[cfg(test)]
mod tests;

/// What kind of finding it is.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum AnnotationType {
    Vulnerability,
    CodeSmell,
    Bug,
}

/// What became of a check.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum AnnotationResult {
    Passed,
    Failed,
    Skipped,
    Ignored,
}

/// How bad a finding is.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Severity {
    Critical,
    High,
    Medium,
    Low,
}

/// One finding.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Annotation {
    /// An id of your choice, one for each finding of the report.
    #[schemars(length(min = 1))]
    external_id: String,
    /// What kind of finding it is.
    annotation_type: AnnotationType,
    /// What was found, in a line.
    #[schemars(length(min = 1))]
    summary: String,
    /// More about it, shown on demand.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<String>,
    /// File that it is about; without it, the commit as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// Line of that file, counted from 1; without it, the file as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    line: Option<u64>,
    /// How bad it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    /// What became of the check.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<AnnotationResult>,
    /// Web page about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<WebAddress>,
}

/// Lists the findings of one report: kind, severity, file, line and what was found. Use
/// `bitbucket_reports_list` for the ids of reports.
#[tool(
    name = "bitbucket_report_annotations_list",
    title = "List the findings of a report",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId}/annotations",
    paged(max = 100),
    compact = "values.external_id,values.annotation_type,values.severity,values.path,values.line,\
        values.summary,values.result,page,size,next",
)]
pub struct AnnotationsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// Id that the report was made with, or its UUID in braces.
    #[at(path = "reportId")]
    report_id: String,
}

/// Adds findings to a report that is there, 100 at most in a call and 1000 in a report, and answers with
/// them. A finding whose `external_id` the report has already is replaced. `bitbucket_report_create` makes
/// reports.
#[tool(
    name = "bitbucket_report_annotations_create",
    title = "Add findings to a report",
    effect = write,
    idempotent,
    scopes("repository"),
    post = "/repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId}/annotations",
    run = create,
    returns = list,
)]
pub struct AnnotationsCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// Id that the report was made with, or its UUID in braces.
    #[at(path = "reportId")]
    report_id: String,
    /// The findings, 1 to 100.
    #[at(none)]
    #[schemars(length(min = 1, max = 100))]
    annotations: Vec<Annotation>,
}

/// The body is the list itself, not an object that holds it.
fn create(input: AnnotationsCreate) -> Result<Output, Failure> {
    let body = Body::json(&input.annotations)?;
    for (place, annotation) in input.annotations.iter().enumerate() {
        annotation.check(place)?;
    }
    Ok(input.request()?.body(body).send()?.pass_on())
}

impl Annotation {
    /// A line is one of a file.
    fn check(&self, place: usize) -> Result<(), Failure> {
        match (&self.path, self.line) {
            (None, Some(_)) => {
                let input = format!("annotations/{place}/path");
                Err(Failure::invalid(&input, "is needed where `line` is given"))
            }
            _ => Ok(()),
        }
    }
}
