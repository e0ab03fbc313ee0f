//! Programs in other languages that tests run beside a house: clients, agents, checkers.
//!
//! What they need comes from their own registries, once for each list of requirements: into a folder beside the compiled
//! tests, named by the list's hash. Test processes that want the same folder take turns.

mod node;
mod python;

pub use node::Node;
pub use python::Python;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use tokio::process::Command;

/// How long a registry may take to give everything.
const PATIENCE: Duration = Duration::from_secs(600);

/// The repository's root.
#[must_use]
pub fn repository() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The folder of what `lists` ask for, filled by `install` where nobody has done so yet.
async fn installed<F>(
    kind: &str,
    lists: &[PathBuf],
    install: impl FnOnce(PathBuf) -> F,
) -> anyhow::Result<PathBuf>
where
    F: Future<Output = anyhow::Result<()>>,
{
    let folder = beside_the_tests()?.join(format!("{kind}-{}", hash(lists)?));
    fs::create_dir_all(&folder)?;
    let lock = File::create(folder.join(".lock"))?;
    let lock = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await??;
    let complete = folder.join(".complete");
    if !complete.exists() {
        let contents = folder.join("contents");
        if contents.exists() {
            fs::remove_dir_all(&contents)?;
        }
        fs::create_dir(&contents)?;
        install(contents).await?;
        File::create(&complete)?;
    }
    drop(lock);
    Ok(folder.join("contents"))
}

/// `target/…/packages`, wherever the target directory is.
fn beside_the_tests() -> anyhow::Result<PathBuf> {
    let test = std::env::current_exe()?;
    let deps = test.parent().context("a test without a folder")?;
    Ok(deps.parent().unwrap_or(deps).join("packages"))
}

fn hash(lists: &[PathBuf]) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    for list in lists {
        let text = fs::read(list).with_context(|| format!("reading {}", list.display()))?;
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    Ok(HEXLOWER.encode(&hash.finalize()[..8]))
}

/// Runs an installer to its end; what it said is the error where it fails.
async fn finish(mut command: Command) -> anyhow::Result<()> {
    command.stdin(Stdio::null()).kill_on_drop(true);
    let said = format!("{command:?}");
    let output = tokio::time::timeout(PATIENCE, command.output()).await;
    let output = output.with_context(|| format!("{said} took too long"))?.with_context(|| said.clone())?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{said}: {}\n{errors}", output.status);
    Ok(())
}
