//! Progress of what takes a while: loading connectors, which the first time are compiled, and rekeying a vault.

use std::io::{IsTerminal, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use innkeeper::Loaded;

use crate::output::remark;

/// Loads faster than this are not worth a line.
const WORTH_A_LINE: Duration = Duration::from_millis(250);

/// What shows the progress.
pub(crate) enum Progress {
    /// A bar that is gone at the end.
    Bar(ProgressBar),
    /// A line for each connector that took a while.
    Lines,
    /// Nothing.
    Quiet,
}

impl Progress {
    /// A bar on a terminal, else lines: for commands whose standard error is a log.
    pub(crate) fn for_log(total: usize) -> Self {
        if stderr().is_terminal() { Self::loading(total) } else { Self::Lines }
    }

    /// A bar on a terminal, else nothing: for commands that scripts run.
    pub(crate) fn for_people(total: usize) -> Self {
        if stderr().is_terminal() { Self::loading(total) } else { Self::Quiet }
    }

    /// Records that are rewrapped: a bar on a terminal, else nothing.
    pub(crate) fn of_rekey() -> Self {
        let template = "rewrapping records [{bar:24}] {pos}/{len} {msg}";
        if stderr().is_terminal() { Self::bar(0, template) } else { Self::Quiet }
    }

    fn loading(total: usize) -> Self {
        Self::bar(total as u64, "loading connectors [{bar:24}] {pos}/{len} {msg}")
    }

    fn bar(total: u64, template: &str) -> Self {
        let bar = ProgressBar::new(total);
        // A template that does not parse costs its looks, not the progress.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.tick();
        Self::Bar(bar)
    }

    /// Tells of one connector.
    pub(crate) fn loaded(&self, loaded: Loaded<'_>) {
        match self {
            Self::Bar(bar) => {
                bar.set_position(loaded.done as u64);
                bar.set_message(loaded.name.to_owned());
            }
            Self::Lines if loaded.took >= WORTH_A_LINE => {
                let Loaded { name, done, of, took } = loaded;
                remark(&format!("compiled {name} ({done} of {of}) in {:.1} s", took.as_secs_f64()));
            }
            Self::Lines | Self::Quiet => {}
        }
    }

    /// Tells how many records were rewrapped, and how many are left.
    pub(crate) fn rewrapped(&self, done: u64, left: u64) {
        if let Self::Bar(bar) = self {
            bar.set_length(done.saturating_add(left));
            bar.set_position(done);
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
