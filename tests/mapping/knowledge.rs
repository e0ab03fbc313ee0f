//! What neither schemas nor tables say about inputs, and the test has to know to call a tool sensibly. Every line has its
//! reason; what turns out wrong fails.

use serde_json::{Map, Value};

/// Reads on from a link of the provider.
pub(crate) const NEXT: &str = "next";

/// Any tool.
const ANY: &str = "*";

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
];

/// Inputs that go together: where all of the second are there (none: always), the third are as well.
const COMPANY: &[(&str, &[&str], &[&str])] = &[
    // A run is of a branch or of a commit, and neither is needed by the schema.
    ("bitbucket_pipeline_trigger", &[], &["branch"]),
    // To change nothing is refused, and neither is needed by the schema.
    ("bitbucket_branching_model_settings_update", &[], &["development_branch"]),
    ("bitbucket_pull_request_update", &[], &["title"]),
    ("bitbucket_pull_request_task_update", &[], &["content"]),
    // A line is one of a file, and several lines have a last one.
    ("bitbucket_pull_request_comment_create", &["inline_to"], &["inline_path"]),
    ("bitbucket_pull_request_comment_create", &["inline_from"], &["inline_path"]),
    ("bitbucket_pull_request_comment_create", &["inline_start_to"], &["inline_path", "inline_to"]),
    ("bitbucket_pull_request_comment_create", &["inline_start_from"], &["inline_path", "inline_from"]),
];

/// Where inputs go that the tables leave to the tool, and how they are written there.
const WRITTEN: &[(&str, &str, Written)] = &[
    (ANY, "max_items", Written::At("query.pagelen")),
    (ANY, NEXT, Written::Link),
    // A header of HTTP, which the tables mention beside the query.
    ("bitbucket_pipeline_step_log_get", "offset", Written::As("header.range", "bytes={offset}-")),
    // The provider ignores `state` beside `q` (Bitbucket facts, trap 14).
    ("bitbucket_pull_requests_list", "q", Written::With("state", "query.q", "({q}) AND state = \"{state}\"")),
    ("bitbucket_pull_requests_list", "state", Written::With("q", "query.q", "({q}) AND state = \"{state}\"")),
    (
        "bitbucket_workspace_pull_requests_list",
        "q",
        Written::With("state", "query.q", "({q}) AND state = \"{state}\""),
    ),
    (
        "bitbucket_workspace_pull_requests_list",
        "state",
        Written::With("q", "query.q", "({q}) AND state = \"{state}\""),
    ),
    // The source first (Bitbucket facts, trap 6).
    (
        "bitbucket_pull_request_diffstat_get",
        "source_commit",
        Written::As("path.spec", "{source_commit}..{dest_commit}"),
    ),
    (
        "bitbucket_pull_request_diffstat_get",
        "dest_commit",
        Written::As("path.spec", "{source_commit}..{dest_commit}"),
    ),
    ("bitbucket_pull_request_diffstat_get", "pull_request_id", Written::At("query.from_pullrequest_id")),
    // The provider knows no `pending` there (Bitbucket facts, trap 12).
    ("bitbucket_pull_request_task_update", "pending", Written::Truth("body.state", "UNRESOLVED", "RESOLVED")),
    // A branch with a slash is ambiguous there (Bitbucket facts, trap 8).
    ("bitbucket_src_get", "commit", Written::Revision("path.commit")),
    ("bitbucket_file_read", "commit", Written::Revision("path.commit")),
    ("bitbucket_directory_list", "commit", Written::Revision("path.commit")),
    ("bitbucket_file_history_list", "commit", Written::Revision("path.commit")),
];

/// How an input is written into a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Written {
    /// As it is, at a place.
    At(&'static str),
    /// Within a text, at a place.
    As(&'static str, &'static str),
    /// Within a text where another input is there as well; else as the tables say.
    With(&'static str, &'static str, &'static str),
    /// One text for yes and another for no.
    Truth(&'static str, &'static str, &'static str),
    /// As it is, or, a name with a slash, as the hash that was looked up for it.
    Revision(&'static str),
    /// As the whole address.
    Link,
}

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

/// How an input of a call is written, where the tables do not say.
pub(crate) fn written(tool: &str, input: &str, call: &Map<String, Value>) -> Option<Written> {
    let known = WRITTEN.iter().filter(|(of, name, _)| is(of, tool) && *name == input);
    known.map(|(_, _, written)| *written).find(|written| match written {
        Written::With(other, _, _) => call.contains_key(*other),
        _ => true,
    })
}

/// Whether an input that the tables do not list is known here.
pub(crate) fn knows(tool: &str, input: &str) -> bool {
    WRITTEN.iter().any(|(of, name, _)| is(of, tool) && *name == input)
}

/// Tools and inputs that something is known of.
pub(crate) fn subjects() -> impl Iterator<Item = (&'static str, &'static str)> {
    let alone = ALONE.iter().copied();
    let company = COMPANY
        .iter()
        .flat_map(|(tool, with, company)| with.iter().chain(*company).map(|input| (*tool, *input)));
    let written = WRITTEN.iter().map(|(tool, input, _)| (*tool, *input));
    alone.chain(company).chain(written)
}

/// Whether a line is for a tool.
pub(crate) fn is(of: &str, tool: &str) -> bool {
    of == ANY || of == tool
}
