//! How inputs are written into requests.

use serde_json::{Map, Value};

use super::{ANY, NEXT, is};

/// How an input is written into a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Written {
    /// As it is, at a place.
    At(&'static str),
    /// Within a text, at a place.
    As(&'static str, &'static str),
    /// Within a text where another input is there as well; else as the tables say.
    With(&'static str, &'static str, &'static str),
    /// Each element after a text, at a place.
    Each(&'static str, &'static str),
    /// One text for yes and another for no.
    Truth(&'static str, &'static str, &'static str),
    /// As it is, at a place, and beside it another place says by a text what it is.
    Labelled(&'static str, &'static str, &'static str),
    /// Yes is `null` at a place, and no is nothing.
    Removal(&'static str),
    /// As it is, or, a name with a slash, as the hash that was looked up for it.
    Revision(&'static str),
    /// With a slash at its end, unless it is empty.
    Folder(&'static str),
    /// As the content of a file at a place, once it is decoded as the input `encoding` says.
    Content(&'static str),
    /// Files, each at the same place, with its name beside it.
    Files(&'static str),
    /// Files, each in a field of the form that is called like its path, from a slash on (Swagger document, prose of the
    /// operation: so none is taken for a field that means something else).
    Tree,
    /// As the whole address.
    Link,
    /// Not at all: it says how another is written.
    Nowhere,
}

/// A state beside a filter: the provider ignores `state` beside `q` (Bitbucket facts, trap 14).
const Q_AND_STATE: &str = "({q}) AND state = \"{state}\"";
/// The source first (Bitbucket facts, trap 6).
const SOURCE_FIRST: &str = "{source_commit}..{dest_commit}";
/// The first byte that is wanted, and how many of the last (RFC 9110 §14.1.2).
const FROM: Written = Written::As("header.range", "bytes={offset}-");
const LAST: Written = Written::As("header.range", "bytes=-{tail}");
/// A branch with a slash is ambiguous there (Bitbucket facts, trap 8).
const REVISION: Written = Written::Revision("path.commit");

/// Where inputs go that the tables leave to the tool, and how they are written there.
const WRITTEN: &[(&str, &str, Written)] = &[
    (ANY, "max_items", Written::At("query.pagelen")),
    (ANY, NEXT, Written::Link),
    // A header of HTTP, which the tables mention beside the query.
    ("bitbucket_pipeline_step_log_get", "offset", FROM),
    ("bitbucket_pipeline_step_log_get", "tail", LAST),
    ("bitbucket_file_read", "offset", FROM),
    ("bitbucket_download_get", "offset", FROM),
    ("bitbucket_pull_requests_list", "q", Written::With("state", "query.q", Q_AND_STATE)),
    ("bitbucket_pull_requests_list", "state", Written::With("q", "query.q", Q_AND_STATE)),
    ("bitbucket_workspace_pull_requests_list", "q", Written::With("state", "query.q", Q_AND_STATE)),
    ("bitbucket_workspace_pull_requests_list", "state", Written::With("q", "query.q", Q_AND_STATE)),
    ("bitbucket_pull_request_diffstat_get", "source_commit", Written::As("path.spec", SOURCE_FIRST)),
    ("bitbucket_pull_request_diffstat_get", "dest_commit", Written::As("path.spec", SOURCE_FIRST)),
    ("bitbucket_pull_request_diffstat_get", "pull_request_id", Written::At("query.from_pullrequest_id")),
    // The provider knows no `pending` there (Bitbucket facts, trap 12).
    ("bitbucket_pull_request_task_update", "pending", Written::Truth("body.state", "UNRESOLVED", "RESOLVED")),
    ("bitbucket_src_get", "commit", REVISION),
    ("bitbucket_file_read", "commit", REVISION),
    ("bitbucket_directory_list", "commit", REVISION),
    ("bitbucket_file_history_list", "commit", REVISION),
    // As the provider's own links write a folder.
    ("bitbucket_directory_list", "path", Written::Folder("path.path")),
    // The Swagger document has them in the query, its prose and its examples in the form.
    ("bitbucket_files_commit", "branch", Written::At("form.branch")),
    ("bitbucket_files_commit", "message", Written::At("form.message")),
    ("bitbucket_files_commit", "author", Written::At("form.author")),
    ("bitbucket_files_commit", "parent", Written::At("form.parents")),
    ("bitbucket_files_commit", "files", Written::Tree),
    ("bitbucket_files_commit", "delete", Written::Each("form.files", "/")),
    ("bitbucket_download_upload", "filename", Written::At("form.files.filename")),
    ("bitbucket_download_upload", "content", Written::Content("form.files")),
    ("bitbucket_download_upload", "encoding", Written::Nowhere),
    ("bitbucket_issue_attachment_upload", "files", Written::Files("form.files")),
    ("bitbucket_snippet_create", "files", Written::Files("form.file")),
    // A schedule says which part of `bitbucket-pipelines.yml` its pipeline is in.
    ("bitbucket_pipeline_schedule_create", "pipeline_name", selector("custom")),
    ("bitbucket_pipeline_schedule_create", "branch_pattern", selector("branches")),
    // The provider removes a secret that is `null`, which no input can be.
    ("bitbucket_webhook_update", "remove_secret", Written::Removal("body.secret")),
    ("bitbucket_workspace_webhook_update", "remove_secret", Written::Removal("body.secret")),
];

const fn selector(kind: &'static str) -> Written {
    Written::Labelled("body.target.selector.pattern", "body.target.selector.type", kind)
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
pub(super) fn subjects() -> impl Iterator<Item = (&'static str, &'static str)> {
    WRITTEN.iter().map(|(tool, input, _)| (*tool, *input))
}
