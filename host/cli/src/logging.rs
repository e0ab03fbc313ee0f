//! Logs: structured events on standard error.

use std::io::stderr;

use anyhow::Context;
use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

use crate::arguments::Command;
use crate::output::may_style;

/// The variables that choose what is logged; the first that is set counts.
const FILTERS: [&str; 2] = ["INNKEEPER_LOG", "RUST_LOG"];

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

/// Starts logging: what a host does is worth a log, what a command does is its output.
pub(crate) fn start(command: &Command) -> anyhow::Result<()> {
    let (format, level) = match command {
        Command::Serve(serve) => (serve.log_format, "info"),
        // The demo shows a refused call on purpose, and shows it better than a log.
        Command::Demo(_) => (LogFormat::Text, "error"),
        _ => (LogFormat::Text, "warn"),
    };
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter(level)?)
        .with_writer(stderr)
        .with_ansi(may_style(&stderr()));
    let started = match format {
        LogFormat::Text => subscriber.with_target(false).try_init(),
        LogFormat::Json => subscriber.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging does not start: {error}"))
}

fn filter(otherwise: &str) -> anyhow::Result<EnvFilter> {
    for name in FILTERS {
        match std::env::var(name) {
            Ok(text) if !text.is_empty() => {
                return EnvFilter::try_new(&text).with_context(|| format!("{name} is no log filter"));
            }
            _ => {}
        }
    }
    Ok(EnvFilter::new(otherwise))
}
