//! How a command fails: an exit code of 1 (2 is a wrong command line), and the reason where its reader looks for it.
//!
//! A problem of the API goes to standard output with `--json`, because a program parses it; everything else goes to
//! standard error.

use std::fmt;

use serde_json::Value;

use crate::output::{Output, harmless, print_line, remark};
use crate::table::{list, text};

/// A problem document (RFC 9457) that the API answered with.
#[derive(Debug)]
pub(crate) struct ApiProblem {
    document: Value,
    text: String,
}

impl ApiProblem {
    /// Reads a problem document; none where the text is something else.
    pub(crate) fn parse(text: String) -> Option<Self> {
        let document: Value = serde_json::from_str(&text).ok()?;
        document.get("kind").is_some_and(Value::is_string).then_some(Self { document, text })
    }

    /// The document.
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    /// What a person needs to go on, a line each.
    fn advice(&self) -> Vec<String> {
        let document = &self.document;
        let violations = list(document, "/violations")
            .iter()
            .map(|one| format!("{}: {}", text(one, "/path"), text(one, "/message")));
        let parts = [
            ("layer", "/layer"),
            ("missing scopes", "/missing_scopes"),
            ("connect at", "/connect_url"),
            ("provider's status", "/upstream_status"),
            ("retry after ms", "/retry_after_ms"),
            ("execution", "/execution_id"),
        ];
        let known = parts.into_iter().filter(|(_, pointer)| has(document, pointer));
        violations
            .chain(known.map(|(name, pointer)| format!("{name}: {}", text(document, pointer))))
            .collect()
    }
}

impl fmt::Display for ApiProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The detail of an invalid input repeats its violations, which get lines of their own.
        let sentence = if has(&self.document, "/violations") { "/title" } else { "/detail" };
        write!(formatter, "{}: {}", text(&self.document, "/kind"), text(&self.document, sentence))
    }
}

impl std::error::Error for ApiProblem {}

/// Prints why a command failed.
pub(crate) fn report(error: &anyhow::Error, output: Output) {
    let problem = error.downcast_ref::<ApiProblem>();
    if let (Output::Json, Some(problem)) = (output, problem) {
        if let Err(error) = print_line(problem.text.trim_end()) {
            remark(&format!("error: standard output cannot be written: {error}"));
        }
        return;
    }
    remark(&format!("error: {}", harmless(&sentence(error))));
    for line in problem.map(ApiProblem::advice).unwrap_or_default() {
        remark(&format!("  {}", harmless(&line)));
    }
}

/// The error and its causes, each said once: many errors repeat their cause.
fn sentence(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if said.is_empty() {
            said = cause;
        } else if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    said
}

fn has(document: &Value, pointer: &str) -> bool {
    match document.pointer(pointer) {
        None | Some(Value::Null) => false,
        Some(Value::Array(items)) => !items.is_empty(),
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;
    use serde_json::json;

    use super::{ApiProblem, sentence};

    fn problem(document: &serde_json::Value) -> ApiProblem {
        ApiProblem::parse(document.to_string()).unwrap()
    }

    #[test]
    fn a_cause_is_said_once() {
        let error = Err::<(), _>(std::io::Error::other("disk full"))
            .context("data cannot be written: disk full")
            .context("the vault does not open")
            .unwrap_err();
        assert_eq!(sentence(&error), "the vault does not open: data cannot be written: disk full");
    }

    #[test]
    fn each_violation_has_a_line() {
        let problem = problem(&json!({
            "kind": "BAD_INPUT", "title": "The request is not valid", "detail": "/a: is required; /b: is unknown",
            "violations": [{ "path": "/a", "message": "is required" }, { "path": "/b", "message": "is unknown" }],
        }));
        assert_eq!(problem.to_string(), "BAD_INPUT: The request is not valid");
        assert_eq!(problem.advice(), ["/a: is required", "/b: is unknown"]);
    }

    #[test]
    fn a_missing_grant_shows_where_to_connect() {
        let problem = problem(&json!({
            "kind": "AUTH_REQUIRED", "detail": "not connected", "connect_url": "http://127.0.0.1/connect/x",
        }));
        assert_eq!(problem.advice(), ["connect at: http://127.0.0.1/connect/x"]);
    }

    #[test]
    fn other_json_is_no_problem_document() {
        assert!(ApiProblem::parse("{\"error\":\"x\"}".to_owned()).is_none());
        assert!(ApiProblem::parse("<html>".to_owned()).is_none());
    }
}
