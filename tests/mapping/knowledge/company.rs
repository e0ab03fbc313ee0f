//! Which inputs go together, and which do not.

use serde_json::{Map, Value};

use super::{ANY, NEXT, is};

/// Inputs that contradict or change others, so that they are tried without those.
const ALONE: &[(&str, &str)] = &[
    // Chooses the length of pages itself.
    (ANY, "max_items"),
    // Says by itself which page of which list.
    (ANY, NEXT),
    // The same as `state`, in other words.
    ("bitbucket_pull_request_task_update", "pending"),
    // Lines are of a file, and several lines have a last one: each is tried with what it needs.
    ("bitbucket_pull_request_comment_create", "inline_to"),
    ("bitbucket_pull_request_comment_create", "inline_from"),
    ("bitbucket_pull_request_comment_create", "inline_start_to"),
    ("bitbucket_pull_request_comment_create", "inline_start_from"),
    // Each goes with a few kinds of rules, and no kind takes all of them.
    ("bitbucket_branch_restriction_create", "value"),
    ("bitbucket_branch_restriction_create", "users"),
    ("bitbucket_branch_restriction_create", "groups"),
    ("bitbucket_branch_restriction_update", "value"),
    // A schedule runs one pipeline.
    ("bitbucket_pipeline_schedule_create", "pipeline_name"),
    ("bitbucket_pipeline_schedule_create", "branch_pattern"),
    // Two ends of a log.
    ("bitbucket_pipeline_step_log_get", "offset"),
    ("bitbucket_pipeline_step_log_get", "tail"),
    // The opposite of `secret`.
    ("bitbucket_webhook_update", "remove_secret"),
    ("bitbucket_workspace_webhook_update", "remove_secret"),
];

/// Inputs that go together: where all of the second are there (none: always), the third are as well.
const COMPANY: &[(&str, &[&str], &[&str])] = &[
    // A run is of a branch or of a commit, and neither is needed by the schema.
    ("bitbucket_pipeline_trigger", &[], &["branch"]),
    // To change nothing is refused, and neither is needed by the schema.
    ("bitbucket_branching_model_settings_update", &[], &["development_branch"]),
    ("bitbucket_files_commit", &[], &["files"]),
    ("bitbucket_issue_update", &[], &["title"]),
    ("bitbucket_pipeline_schedule_update", &[], &["enabled"]),
    ("bitbucket_pull_request_update", &[], &["title"]),
    ("bitbucket_pull_request_task_update", &[], &["content"]),
    // A line is one of a file, and several lines have a last one.
    ("bitbucket_pull_request_comment_create", &["inline_to"], &["inline_path"]),
    ("bitbucket_pull_request_comment_create", &["inline_from"], &["inline_path"]),
    ("bitbucket_pull_request_comment_create", &["inline_start_to"], &["inline_path", "inline_to"]),
    ("bitbucket_pull_request_comment_create", &["inline_start_from"], &["inline_path", "inline_from"]),
    // Who is let through is said in full, so that nobody is shut out by an input that was forgotten.
    ("bitbucket_branch_restriction_create", &["users"], &["groups"]),
    ("bitbucket_branch_restriction_create", &["groups"], &["users"]),
];

/// Values that an input gives to another: where the second is there, the third is this JSON.
const ADAPTED: &[(&str, &str, &str, &str)] = &[
    // Somebody can be let through these only, and only these count.
    ("bitbucket_branch_restriction_create", "users", "kind", r#""push""#),
    ("bitbucket_branch_restriction_create", "value", "kind", r#""require_approvals_to_merge""#),
    ("bitbucket_branch_restriction_update", "value", "kind", r#""require_approvals_to_merge""#),
];

/// Whether an input is tried without the other optional ones.
pub(crate) fn stands_alone(tool: &str, input: &str) -> bool {
    ALONE.iter().any(|(of, name)| is(of, tool) && *name == input)
}

/// The inputs that have to come along with these.
pub(crate) fn company(tool: &str, inputs: &[&str]) -> Vec<&'static str> {
    let is_there = |needed: &&str| inputs.iter().any(|input| input == needed);
    let comes = |(of, with, _): &&(&str, &[&str], &[&str])| is(of, tool) && with.iter().all(is_there);
    COMPANY.iter().filter(comes).flat_map(|(_, _, company)| company.iter().copied()).collect()
}

/// A call whose inputs fit each other.
pub(crate) fn adapted(tool: &str, mut call: Map<String, Value>) -> Map<String, Value> {
    for (_, with, input, json) in ADAPTED.iter().filter(|(of, ..)| is(of, tool)) {
        if call.contains_key(*with) {
            call.insert((*input).to_owned(), serde_json::from_str(json).expect("JSON"));
        }
    }
    call
}

/// Tools and inputs that something is known of.
pub(super) fn subjects() -> impl Iterator<Item = (&'static str, &'static str)> {
    let alone = ALONE.iter().copied();
    let company = COMPANY
        .iter()
        .flat_map(|(tool, with, company)| with.iter().chain(*company).map(|input| (*tool, *input)));
    let adapted = ADAPTED.iter().flat_map(|(tool, with, input, _)| [(*tool, *with), (*tool, *input)]);
    alone.chain(company).chain(adapted)
}
