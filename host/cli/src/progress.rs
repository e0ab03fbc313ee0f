//! Progress while connectors are loaded. The first time that takes seconds, because they are compiled.

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
        if stderr().is_terminal() { Self::bar(total) } else { Self::Lines }
    }

    /// A bar on a terminal, else nothing: for commands that scripts run.
    pub(crate) fn for_people(total: usize) -> Self {
        if stderr().is_terminal() { Self::bar(total) } else { Self::Quiet }
    }

    fn bar(total: usize) -> Self {
        let bar = ProgressBar::new(total as u64);
        // A template that does not parse costs its looks, not the progress.
        if let Ok(style) = ProgressStyle::with_template("loading connectors [{bar:24}] {pos}/{len} {msg}") {
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

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
