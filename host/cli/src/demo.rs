//! `innkeeper demo`: the whole way, on this machine, against a simulated Bitbucket.
//!
//! Nothing is faked but the provider: a host with its vault, a small application that knows who is signed in, a browser
//! that carries cookies, an agent with a key of its own. A person connects an account, the agent calls tools on that
//! person's behalf, and a call outside the account's workspaces is refused. Every result is checked; the demo succeeds
//! only if all of it held.
//!
//! - `stage`: simulator, host and application on free loopback ports, with a vault that is removed at the end;
//! - `application`: the application, which confirms the person;
//! - `browser`: the person, going through the pages;
//! - `agent`: calls tools and takes what came back;
//! - `walks`: the four walk-throughs, and the call that is refused;
//! - `story`: what is told and what was checked;
//! - `handover`: what `--keep` gives to try things by hand.

mod agent;
mod application;
mod browser;
mod handover;
mod stage;
mod story;
mod walks;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use self::agent::Agent;
use self::handover::Handover;
use self::stage::Stage;
use self::story::{Story, Verdict};
use crate::output::Output;
use crate::signals::end_asked_for;

/// What the application calls its user.
const IDENTIFIER: &str = "alice@acme.example";
/// What Bitbucket calls the same person.
const NICKNAME: &str = "alice";
/// The workspace that the account is narrowed to.
const WORKSPACE: &str = "acme";
/// A workspace of the same person, outside the narrowed account.
const OTHER_WORKSPACE: &str = "globex";
/// The one connection.
const CONNECTION: &str = "bitbucket";

/// How to run the demo.
#[derive(Args)]
pub(crate) struct DemoArguments {
    /// Stay up at the end, with keys and a link to try things by hand, until Ctrl-C
    #[arg(long)]
    keep: bool,
    /// The host's port; a free one if absent
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// With --keep: write the settings of clients to this file, for a shell to read; it is removed at the end
    #[arg(long, value_name = "FILE", requires = "keep")]
    env_file: Option<PathBuf>,
}

/// Runs the demo. However it ends, nothing is left behind.
pub(crate) async fn run(arguments: DemoArguments, output: Output) -> anyhow::Result<()> {
    let (keep, env_file) = (arguments.keep, arguments.env_file.clone());
    let (stage, verdict) = tokio::select! {
        performed = perform(arguments, output) => performed?,
        () = end_asked_for() => bail!("interrupted"),
    };
    if keep {
        end_asked_for().await;
    }
    stage.strike().await;
    if let Some(path) = env_file {
        // Somebody may have removed it already; what it opens has ended.
        let _ = std::fs::remove_file(path);
    }
    verdict.into_result()
}

async fn perform(arguments: DemoArguments, output: Output) -> anyhow::Result<(Stage, Verdict)> {
    let mut story = Story::new(output);
    let stage = Stage::set(arguments.port).await?;
    story.opening(&stage)?;
    let account = stage.connect().await?;
    story.connected(&account)?;
    let agent = Agent::new(stage.agent_api()?);
    walks::all(&agent, &mut story).await?;
    walks::refused::run(&agent, &stage, &mut story).await?;
    let keys = if arguments.keep { Some(Handover::of(&stage).await?) } else { None };
    if let (Some(keys), Some(path)) = (&keys, &arguments.env_file) {
        write_private(path, &keys.variables()).with_context(|| format!("writing {}", path.display()))?;
    }
    let verdict = story.end(&stage, keys.as_ref())?;
    Ok((stage, verdict))
}

/// Writes a file that only its owner reads: it holds keys.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
