//! `innkeeper vault`: the master key.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use innkeeper::{MasterKey, Secret};
use serde_json::json;

use crate::output::Output;

/// What can be done with the vault.
#[derive(Subcommand)]
pub(crate) enum VaultCommand {
    /// Make a master key: 32 random bytes in base64
    Key(KeyArguments),
}

/// Where the key goes.
#[derive(Args)]
pub(crate) struct KeyArguments {
    /// Write it to a new file that only you can read, instead of showing it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(command: VaultCommand, output: Output) -> anyhow::Result<()> {
    let VaultCommand::Key(KeyArguments { out }) = command;
    let key = MasterKey::generate().context("no key could be made")?;
    let text = key.to_base64();
    match out {
        None => output.value(&json!({ "key": text.expose() }), || text.expose().to_owned()),
        Some(path) => {
            write(&path, &text)?;
            let (file, id) = (path.display().to_string(), key.id().to_string());
            let said = format!(
                "wrote master key {id} to {file}; without it the vault never opens again: keep a copy"
            );
            output.value(&json!({ "file": file, "id": id }), || said)
        }
    }
}

/// Writes a new file of mode 0600. A key that is there already may be the only way into a vault: it is never replaced.
fn write(path: &Path, key: &Secret) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{} is there already, and a key is never overwritten: choose another name", path.display())
        }
        opened => opened.with_context(|| format!("{} cannot be written", path.display()))?,
    };
    let written = writeln!(file, "{}", key.expose()).and_then(|()| file.sync_all());
    written.with_context(|| format!("{} cannot be written", path.display()))
}
