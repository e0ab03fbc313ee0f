//! Where a tool is not as the tables say, on purpose. A line that no longer happens fails, so that none outlives its
//! reason.

use crate::facts::Constant;

/// One difference.
pub(crate) struct Deviation {
    pub(crate) tool: &'static str,
    /// How the report calls it, or the beginning of that.
    pub(crate) what: &'static str,
    /// Why it is right.
    #[expect(dead_code, reason = "for who reads the table")]
    pub(crate) why: &'static str,
}

/// What is reported and is right.
pub(crate) const DEVIATIONS: &[Deviation] = &[];

const AS_BEFORE: &str =
    "another time is another schedule (Bitbucket facts, trap 11), for what the old one, looked up, was for";

/// What a tool sends of its own accord and the tables do not list: tool, place, JSON value, reason.
const CONSTANTS: &[(&str, &str, &str, &str)] = &[
    (
        "bitbucket_report_create",
        "body.type",
        r#""report""#,
        "a report without its type is refused (extra tools table, notes)",
    ),
    (
        "bitbucket_pipeline_trigger",
        "body.target.selector.type",
        r#""default""#,
        "a commit by itself does not say which pipeline to run (tools table, notes)",
    ),
    (
        "bitbucket_pull_request_diffstat_get",
        "query.topic",
        r#""true""#,
        "the source since it left the destination, as pull requests show it (tools table, notes)",
    ),
    ("bitbucket_src_get", "path.path", r#""""#, "the root is an empty path (Bitbucket facts, trap 8)"),
    ("bitbucket_directory_list", "path.path", r#""""#, "the root is an empty path (Bitbucket facts, trap 8)"),
    (
        "bitbucket_pipelines_list",
        "query.sort",
        r#""-created_on""#,
        "the provider's own order is the oldest first (Bitbucket facts, trap 18)",
    ),
    (
        "bitbucket_files_commit",
        "form.parents",
        r#""7c9a3f1e00000000000000000000000000000000""#,
        "the branch's newest commit, looked up, so that nothing is overwritten unseen",
    ),
    (
        "bitbucket_pipeline_schedule_create",
        "body.target.selector.type",
        r#""default""#,
        "a schedule without a selector is refused (Bitbucket facts, trap 11)",
    ),
    ("bitbucket_pipeline_schedule_update", "body.enabled", "false", AS_BEFORE),
    ("bitbucket_pipeline_schedule_update", "body.target.type", r#""pipeline_ref_target""#, AS_BEFORE),
    ("bitbucket_pipeline_schedule_update", "body.target.ref_type", r#""branch""#, AS_BEFORE),
    ("bitbucket_pipeline_schedule_update", "body.target.ref_name", r#""trunk""#, AS_BEFORE),
    ("bitbucket_pipeline_schedule_update", "body.target.selector.type", r#""custom""#, AS_BEFORE),
    ("bitbucket_pipeline_schedule_update", "body.target.selector.pattern", r#""nightly""#, AS_BEFORE),
];

/// What a tool sends besides its inputs and the constants of the tables.
pub(crate) fn constants(tool: &str) -> Vec<Constant> {
    senders().filter(|(of, _)| *of == tool).map(|(_, constant)| constant).collect()
}

/// All tools that send something of their own accord, and what.
pub(crate) fn senders() -> impl Iterator<Item = (&'static str, Constant)> {
    CONSTANTS.iter().map(|(tool, place, value, _)| {
        let value = serde_json::from_str(value).expect("JSON");
        (*tool, Constant { place: (*place).to_owned(), value })
    })
}
