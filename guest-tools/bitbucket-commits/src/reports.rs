//! Reports on a commit (Code Insights): what a scanner found, as one page with a result.

use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::WebAddress;

mod figure;
#[cfg(test)]
mod tests;

use figure::Figure;

/// What a report is about.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum ReportType {
    Security,
    Coverage,
    Test,
    Bug,
}

/// How a scan ended.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum ReportResult {
    Passed,
    Failed,
    Pending,
}

/// Lists the reports on a commit: id, title, kind and result of each. Use it to see what scanners say before
/// merging. The findings themselves are annotations: `bitbucket_report_annotations_list`.
#[tool(
    name = "bitbucket_reports_list",
    title = "List the reports on a commit",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/commit/{commit}/reports",
    paged(max = 100),
    compact = "values.external_id,values.title,values.report_type,values.result,values.reporter,values.link,\
        page,size,next",
)]
pub struct ReportsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
}

/// Creates a report on a commit, or replaces the one of that id, and answers with it. Pull requests whose
/// newest commit this is show it. Add single findings with `bitbucket_report_annotations_create` afterwards.
#[tool(
    name = "bitbucket_report_create",
    title = "Create or replace a report",
    effect = write,
    idempotent,
    scopes("repository"),
    put = "/repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId}",
    body("type" = "report"),
)]
pub struct ReportCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// An id of your choice, one for each report of the commit; begin it with the name of the tool, such as
    /// `scanner-001`.
    #[at(path = "reportId")]
    report_id: String,
    /// What the report is called.
    #[schemars(length(min = 1))]
    title: String,
    /// What it is about, in a sentence or two.
    #[schemars(length(min = 1))]
    details: String,
    /// What kind of report it is.
    report_type: Option<ReportType>,
    /// How the scan ended; `PENDING` is for one that has not, and is replaced later.
    result: Option<ReportResult>,
    /// Tool or company that made it.
    reporter: Option<String>,
    /// Web page with all of it.
    link: Option<WebAddress>,
    /// Whether the Jira work item of the commit links to it.
    remote_link_enabled: Option<bool>,
    /// Address of a logo to show with it.
    logo_url: Option<WebAddress>,
    /// Figures to show, 10 at most.
    #[schemars(length(max = 10))]
    data: Option<Vec<Figure>>,
}

/// Deletes a report from a commit, with all its annotations. It cannot be undone.
#[tool(
    name = "bitbucket_report_delete",
    title = "Delete a report",
    effect = destructive,
    idempotent,
    scopes("repository"),
    delete = "/repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId}",
)]
pub struct ReportDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// Id that the report was made with, or its UUID in braces.
    #[at(path = "reportId")]
    report_id: String,
}
