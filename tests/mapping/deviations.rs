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
];

/// What a tool sends besides its inputs and the constants of the tables.
pub(crate) fn constants(tool: &str) -> Vec<Constant> {
    let own = CONSTANTS.iter().filter(|(of, _, _, _)| *of == tool);
    own.map(|(_, place, value, _)| Constant {
        place: (*place).to_owned(),
        value: serde_json::from_str(value).expect("JSON"),
    })
    .collect()
}

/// Tools that send something of their own accord.
pub(crate) fn senders() -> impl Iterator<Item = &'static str> {
    CONSTANTS.iter().map(|(tool, _, _, _)| *tool)
}
