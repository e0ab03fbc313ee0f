//! What goes to standard output: JSON for programs, text for people. Remarks go to standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};

use serde_json::Value;

use crate::api::Reply;

/// Who reads the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// A person.
    Human,
    /// A program.
    Json,
}

impl Output {
    /// Prints an answer of the API: as it came for a program, as `render` makes it for a person.
    pub(crate) fn reply(self, reply: &Reply, render: impl FnOnce(&Value) -> String) -> anyhow::Result<()> {
        match self {
            Self::Json => print_line(reply.text())?,
            Self::Human => print_line(&render(&reply.value()?))?,
        }
        Ok(())
    }

    /// Prints a value that did not come from the API.
    pub(crate) fn value(self, value: &Value, render: impl FnOnce() -> String) -> anyhow::Result<()> {
        match self {
            Self::Json => print_line(&value.to_string())?,
            Self::Human => print_line(&render())?,
        }
        Ok(())
    }

    /// Prints what a command without an answer did.
    pub(crate) fn done(self, what: &str) -> anyhow::Result<()> {
        self.value(&serde_json::json!({ "done": what }), || what.to_owned())
    }
}

/// Prints a line. Whoever closes the pipe early has read enough, so that is no error.
pub(crate) fn print_line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Says something beside the output.
pub(crate) fn remark(text: &str) {
    // There is nowhere left to report that standard error is gone.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether a person sees what `stream` shows, in colour.
pub(crate) fn may_style(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Text of somebody else, for a terminal: without the control characters that could move its cursor, change its title or
/// rewrite what it showed before.
pub(crate) fn harmless(text: &str) -> String {
    let shown =
        |c: char| if c.is_control() && c != '\n' && c != '\t' { char::REPLACEMENT_CHARACTER } else { c };
    text.replace("\r\n", "\n").chars().map(shown).collect()
}

/// JSON for a person.
pub(crate) fn pretty(value: &Value) -> String {
    harmless(&format!("{value:#}"))
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_log_cannot_drive_the_terminal() {
        assert_eq!(harmless("a\x1b[2Jb\u{9b}1mc\x07"), "a\u{fffd}[2Jb\u{fffd}1mc\u{fffd}");
    }

    #[test]
    fn lines_and_tabs_stay() {
        assert_eq!(harmless("a\r\n\tb\n"), "a\n\tb\n");
    }
}
