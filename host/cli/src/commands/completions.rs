//! `innkeeper completions`: a script that a shell reads.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::arguments::Arguments;
use crate::output::print_line;

/// For which shell.
#[derive(Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

/// Prints the script. It is the same with `--json`: a shell reads it, nobody else.
pub(crate) fn run(arguments: &CompletionsArguments) -> anyhow::Result<()> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut Arguments::command(), "innkeeper", &mut script);
    Ok(print_line(String::from_utf8(script)?.trim_end())?)
}
