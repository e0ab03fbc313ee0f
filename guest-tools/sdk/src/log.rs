//! Lines for the operator.
//!
//! The host keeps them with the execution, cuts them to a limit and never shows them to the caller.

use crate::transport;

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Of use to the connector's author.
    Debug,
    /// Worth keeping.
    Info,
    /// Odd, and survived.
    Warn,
    /// Wrong.
    Error,
}

/// Writes a line of use to the connector's author.
pub fn debug(message: &str) {
    transport::write_log(Level::Debug, message);
}

/// Writes a line worth keeping.
pub fn info(message: &str) {
    transport::write_log(Level::Info, message);
}

/// Writes a line about something odd that was survived.
pub fn warn(message: &str) {
    transport::write_log(Level::Warn, message);
}

/// Writes a line about something wrong.
pub fn error(message: &str) {
    transport::write_log(Level::Error, message);
}
