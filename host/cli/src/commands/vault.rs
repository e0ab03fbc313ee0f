//! `innkeeper vault`: master keys, and the way from one to the next.

mod key;
mod rekey;

use clap::Subcommand;
use serde_json::Value;

use self::key::KeyArguments;
use crate::api::Request;
use crate::arguments::Globals;
use crate::table::{Card, Table, list, text};

/// What can be done with the vault.
#[derive(Subcommand)]
pub(crate) enum VaultCommand {
    /// Make a master key: 32 random bytes in base64, or wrapped by a key service
    Key(Box<KeyArguments>),
    /// Show which master keys seal how much, and what to do next
    Status,
    /// Rewrap, under the primary key, what other keys have sealed; may be interrupted and run again
    Rekey,
}

pub(crate) async fn run(command: VaultCommand, globals: &Globals) -> anyhow::Result<()> {
    match command {
        VaultCommand::Key(arguments) => key::run(*arguments, globals.output()).await,
        VaultCommand::Status => {
            let reply = globals.bare_api().await?.call(status()).await?;
            globals.output().reply(&reply, shown)
        }
        VaultCommand::Rekey => rekey::run(&globals.bare_api().await?, globals.output()).await,
    }
}

fn status() -> Request {
    Request::get(&["v1", "vault"])
}

/// The vault for people: what it is, its keys, what to do next.
fn shown(vault: &Value) -> String {
    let mut card = Card::new()
        .part("engine", vault, "/engine")
        .part("environment", vault, "/environment")
        .part("records", vault, "/records");
    if let Some(pass) = vault.get("rekey") {
        let part = |pointer| text(pass, pointer);
        let (state, rewrapped, left) = (part("/state"), part("/rewrapped"), part("/left"));
        card = card.line(
            "rekey",
            format!("{state}: {rewrapped} rewrapped, {left} left, {} refused", part("/refused")),
        );
    }
    let mut keys = Table::new(["KEY", "STATE", "RECORDS"]);
    for key in list(vault, "/keys") {
        keys.row(["/id", "/state", "/records"].map(|pointer| text(key, pointer)));
    }
    let next = list(vault, "/next").iter().map(|step| format!("\n- {}", text(step, ""))).collect::<String>();
    let next = if next.is_empty() { String::new() } else { format!("\n\nNext:{next}") };
    format!("{}\n\n{}{next}", card.finish(), keys.or("there is no key"))
}
