//! What a log is to show of a test that passes.

use std::io::Write;

/// Says something. The test runner keeps back what a passing test prints; this goes around it.
pub fn tell(what: std::fmt::Arguments<'_>) {
    // A log that cannot be written to is no reason to fail.
    let _ = writeln!(std::io::stderr().lock(), "{what}");
}
