//! What is wrong with a settings file, for the person who wrote it: the line, the setting, and the one that was meant.
//!
//! The file's own text is never repeated: whoever wrote a secret into it by mistake must not find it in a log too.

use std::ops::Range;

use super::{hint, nearest};

/// Settings whose values would be secrets, if somebody wrote them where their place belongs.
const SECRETS: [&str; 7] =
    ["key", "staged_keys", "retired_keys", "token", "ciphertext", "client_secret", "previous_client_secret"];

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Diagnosis {
    /// The line, counted from 1.
    pub(super) line: usize,
    /// Setting and problem.
    pub(super) problem: String,
}

/// Says what the parser's `message` about `span` means for the setting that stands there.
pub(super) fn of(text: &str, span: Option<Range<usize>>, message: &str) -> Diagnosis {
    let start = span.map_or(0, |span| span.start).min(text.len());
    let line = text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count();
    let place = Place::at(text, line);
    let problem = match Complaint::read(message) {
        Complaint::Unknown { name, known } => unknown(&place, name, &known),
        Complaint::Missing { name } => format!("{} has no `{name}`, which it needs", place.section()),
        Complaint::Other if place.is_of_a_secret() => {
            format!(
                "{place} says where the secret is, never the secret: {{ file = \"PATH\" }} or {{ env = \"NAME\" }}"
            )
        }
        Complaint::Other if place.name.is_empty() => without_value(message),
        Complaint::Other => format!("{place}: {}", without_value(message)),
    };
    Diagnosis { line: line + 1, problem }
}

fn unknown(place: &Place<'_>, name: &str, known: &[&str]) -> String {
    let found = nearest(name, known.iter().copied()).map(|name| format!("`{name}`"));
    let hint = match found {
        Some(found) => hint(Some(&found)),
        None => format!("; there are {}", known.join(", ")),
    };
    format!("unknown setting `{name}` in {}{hint}", place.section())
}

/// The message without the value that it may quote: "invalid type: string "…", expected usize".
fn without_value(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    match line.rsplit_once(", expected ") {
        Some((found, expected)) => {
            let kind = found.split(['"', '`']).next().unwrap_or_default().trim_end();
            format!("{kind}, expected {expected}")
        }
        None => line.to_owned(),
    }
}

/// Where in a file a line stands.
struct Place<'t> {
    /// The table's header as written, without its brackets; empty above the first.
    section: &'t str,
    /// What is left of the equals sign; empty where there is none.
    name: &'t str,
}

impl<'t> Place<'t> {
    fn at(text: &'t str, line: usize) -> Self {
        let upto = || text.lines().take(line + 1);
        let header = upto().filter(|line| line.trim_start().starts_with('[')).last().unwrap_or_default();
        let header = header.split('#').next().unwrap_or_default().trim();
        let here = upto().last().unwrap_or_default().trim_start();
        let name = if here.starts_with('[') { None } else { here.split_once('=') };
        Self {
            section: header.trim_matches(|c| c == '[' || c == ']'),
            name: name.map(|(name, _)| name.trim()).unwrap_or_default(),
        }
    }

    /// Whether the value would be a secret; the name may be dotted.
    fn is_of_a_secret(&self) -> bool {
        self.name.rsplit('.').next().is_some_and(|name| SECRETS.contains(&name.trim()))
    }

    fn section(&self) -> String {
        if self.section.is_empty() { "the file".to_owned() } else { format!("[{}]", self.section) }
    }
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.section.is_empty() {
            write!(formatter, "{}", self.name)
        } else {
            write!(formatter, "{}.{}", self.section, self.name)
        }
    }
}

/// What serde complains of. Its words are the same for every format: "unknown field `x`, expected one of `a`, `b`".
enum Complaint<'m> {
    Unknown { name: &'m str, known: Vec<&'m str> },
    Missing { name: &'m str },
    Other,
}

impl<'m> Complaint<'m> {
    fn read(message: &'m str) -> Self {
        let mut quoted = message.split('`').skip(1).step_by(2);
        if message.starts_with("unknown field") {
            Self::Unknown { name: quoted.next().unwrap_or_default(), known: quoted.collect() }
        } else if message.starts_with("missing field") {
            Self::Missing { name: quoted.next().unwrap_or_default() }
        } else {
            Self::Other
        }
    }
}
