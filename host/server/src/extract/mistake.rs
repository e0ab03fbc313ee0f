//! What `serde` says is wrong with an input, as a violation that names the field.

use innkeeper::Problem;
use serde_path_to_error::{Path, Segment};

/// Characters of a message, and of a name, that are repeated: both may hold the caller's own input.
const LONGEST_MESSAGE: usize = 300;
const LONGEST_NAME: usize = 80;

/// The violation at a path. A field that is missing or doubled is named itself, not the object around it.
pub(crate) fn problem(path: &Path, message: &str) -> Box<Problem> {
    let pointer = pointer(path);
    let message = without_position(message);
    if let Some((name, said)) = about_a_field(message) {
        return Problem::bad_field(format!("{pointer}/{}", token(name)), said);
    }
    let message: String = message.chars().take(LONGEST_MESSAGE).collect();
    let whole_input = pointer.is_empty();
    let mut problem = Problem::bad_field(pointer, message);
    if whole_input {
        problem.detail.insert_str(0, "the input");
    }
    problem
}

/// The field that a message of `serde` names, and what is wrong with it.
fn about_a_field(message: &str) -> Option<(&str, &'static str)> {
    let named = |prefix| message.strip_prefix(prefix)?.strip_suffix('`');
    let missing = named("missing field `").map(|name| (name, "is required"));
    missing.or_else(|| named("duplicate field `").map(|name| (name, "is given twice")))
}

/// Line and column mean little in a body that a program wrote.
fn without_position(message: &str) -> &str {
    message.rsplit_once(" at line ").map_or(message, |(what, _)| what)
}

/// A JSON Pointer (RFC 6901).
fn pointer(path: &Path) -> String {
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{}", token(key)),
        // A variant's name is no part of the input; an unknown segment has none.
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

fn token(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect::<String>().replace('~', "~0").replace('/', "~1")
}
