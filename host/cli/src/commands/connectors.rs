//! `innkeeper connectors`: which there are, and those that operators add, review, approve and remove.

mod check;
mod show;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;
use innkeeper::{Asks, more_than_approved};
use serde_json::{Value, json};

use crate::api::{Api, Reply, Request};
use crate::arguments::Globals;
use crate::output::{Output, remark};
use crate::table::text;

/// What can be done with connectors.
#[derive(Subcommand)]
pub(crate) enum ConnectorsCommand {
    /// List connectors
    List {
        /// Where the last page ended
        #[arg(long)]
        cursor: Option<String>,
        /// How many at most
        #[arg(long)]
        limit: Option<usize>,
    },
    /// Show one connector: what it asks for, and what waits for an approval
    Show {
        /// The connector's name
        name: String,
    },
    /// Add a component, as a new connector or as an upgrade; what asks for more than was approved waits
    Add {
        /// The component
        file: PathBuf,
        /// The name that it should have
        #[arg(long)]
        name: Option<String>,
        /// Show what it asks for, and approve that
        #[arg(long)]
        approve: bool,
    },
    /// Show what a waiting version, or a component in a file, asks for beyond what was approved
    Diff {
        /// A component's file, or the connector's name
        #[arg(value_name = "FILE|NAME")]
        what: String,
    },
    /// Approve what a connector asks for, and load it
    Approve {
        /// The connector's name
        name: String,
        /// The version that was reviewed, by its digest; the one that waits if absent, and it is shown
        #[arg(long)]
        digest: Option<String>,
    },
    /// Take a connector away; calls in flight finish
    Remove {
        /// The connector's name
        name: String,
    },
    /// Look at a component without a host: what it asks for, and everything that is wrong with it
    Check {
        /// The component
        file: PathBuf,
    },
}

pub(crate) async fn run(command: ConnectorsCommand, globals: &Globals) -> anyhow::Result<()> {
    let output = globals.output();
    match command {
        ConnectorsCommand::Check { file } => check::run(&file, output).await,
        ConnectorsCommand::List { cursor, limit } => {
            let request = Request::get(&["v1", "connectors"])
                .query("cursor", cursor.as_deref())
                .query("limit", limit.map(|limit| limit.to_string()).as_deref());
            output.reply(&globals.api().await?.call(request).await?, show::table)
        }
        ConnectorsCommand::Show { name } => {
            output.reply(&connector(&globals.api().await?, &name).await?, show::whole)
        }
        ConnectorsCommand::Add { file, name, approve } => {
            let component = read(&file)?;
            let api = globals.api().await?;
            let request = Request::post(&["v1", "connectors"]).query("name", name.as_deref());
            let added = api.call(request.component(component)).await?;
            let view = added.value()?;
            match view.pointer("/pending/digest").and_then(Value::as_str) {
                Some(digest) if approve => {
                    let name = text(&view, "/name");
                    approve_shown(&api, output, &name, digest, &view).await
                }
                _ => output.reply(&added, show::added),
            }
        }
        ConnectorsCommand::Diff { what } => diff(&what, globals).await,
        ConnectorsCommand::Approve { name, digest } => {
            let api = globals.api().await?;
            let view = connector(&api, &name).await?.value()?;
            let waits = view.pointer("/pending/digest").and_then(Value::as_str);
            match digest.as_deref().or(waits) {
                Some(digest) => approve_shown(&api, output, &name, digest, &view).await,
                None => bail!("nothing of the connector {name} waits for an approval"),
            }
        }
        ConnectorsCommand::Remove { name } => {
            globals.api().await?.call(Request::delete(&["v1", "connectors", &name])).await?;
            output.done(&format!("removed {name}"))
        }
    }
}

/// Shows what is approved before it is.
async fn approve_shown(
    api: &Api,
    output: Output,
    name: &str,
    digest: &str,
    view: &Value,
) -> anyhow::Result<()> {
    if output == Output::Human {
        remark(&show::diff(&view["pending"]["diff"]));
    }
    let request = Request::post(&["v1", "connectors", name, "approve"]).body(json!({ "digest": digest }));
    output.reply(&api.call(request).await?, show::added)
}

/// What waits at the host, or what a file would ask for beyond what runs there.
async fn diff(what: &str, globals: &Globals) -> anyhow::Result<()> {
    let output = globals.output();
    let path = Path::new(what);
    if !path.is_file() {
        let view = connector(&globals.api().await?, what).await?.value()?;
        let Some(pending) = view.get("pending") else {
            return output.done(&format!("nothing of the connector {what} waits for an approval"));
        };
        return output.value(&pending["diff"], || show::diff(&pending["diff"]));
    }
    let wanted = innkeeper::check_component(what, &read(path)?).await?;
    let approved = approved(&globals.api().await?, &wanted.name).await?;
    let before = approved.iter().flat_map(|asks| &asks.tools).map(|tool| &tool.policy.name);
    let gone: Vec<&String> = before.filter(|name| wanted.asks.tool(name).is_none()).collect();
    let diff = json!({ "more": more_than_approved(approved.as_ref(), &wanted.asks), "gone": gone });
    output.value(&diff, || show::diff(&diff))
}

/// What a connector of the host may do; nothing where there is none, or only one that waits.
async fn approved(api: &Api, name: &str) -> anyhow::Result<Option<Asks>> {
    let mut cursor = None::<String>;
    loop {
        let page = Request::get(&["v1", "connectors"]).query("cursor", cursor.as_deref());
        let page = api.call(page).await?.value()?;
        if crate::table::list(&page, "/connectors").iter().any(|known| known["name"] == name) {
            let view = connector(api, name).await?.value()?;
            let manifest = view.get("manifest").cloned();
            let read = manifest.map(serde_json::from_value).transpose();
            return read.context("the host describes the connector in another way than this program knows");
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return Ok(None),
        }
    }
}

async fn connector(api: &Api, name: &str) -> anyhow::Result<Reply> {
    api.call(Request::get(&["v1", "connectors", name])).await
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}
