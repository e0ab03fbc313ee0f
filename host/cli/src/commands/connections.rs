//! `innkeeper connections`: OAuth consumers at providers.

mod set;

use clap::Subcommand;
use serde_json::Value;

use self::set::SetArguments;
use crate::api::Request;
use crate::arguments::Globals;
use crate::table::{Card, Table, list, text};

/// What can be done with connections.
#[derive(Subcommand)]
pub(crate) enum ConnectionsCommand {
    /// List connections
    List,
    /// Show one connection, and the callback URL to register at its provider
    Show {
        /// The connection's name
        name: String,
    },
    /// Make a connection, or change one, while the host runs; what is not said stays as it is
    Set(Box<SetArguments>),
    /// Remove a connection that is not in innkeeper.toml
    Remove {
        /// The connection's name
        name: String,
        /// Remove its accounts as well: their grants are forgotten
        #[arg(long)]
        with_accounts: bool,
    },
}

pub(crate) async fn run(command: ConnectionsCommand, globals: &Globals) -> anyhow::Result<()> {
    let api = globals.api().await?;
    let output = globals.output();
    match command {
        ConnectionsCommand::List => {
            output.reply(&api.call(Request::get(&["v1", "connections"])).await?, table)
        }
        ConnectionsCommand::Show { name } => {
            output.reply(&api.call(Request::get(&["v1", "connections", &name])).await?, card)
        }
        ConnectionsCommand::Set(arguments) => output.reply(&arguments.run(&api).await?, card),
        ConnectionsCommand::Remove { name, with_accounts } => {
            let accounts = with_accounts.then_some("remove");
            api.call(Request::delete(&["v1", "connections", &name]).query("accounts", accounts)).await?;
            output.done(&format!("removed {name}"))
        }
    }
}

fn table(reply: &Value) -> String {
    let mut table = Table::new(["NAME", "PROVIDER", "CLIENT ID", "VERIFY", "SOURCE", "HEALTH"]);
    for connection in list(reply, "/connections") {
        table.row(
            ["/name", "/provider", "/client_id", "/verify", "/source", "/health"]
                .map(|pointer| text(connection, pointer)),
        );
    }
    table.or("no connection is set up; `innkeeper connections set` makes one, and so does a [[connection]] in innkeeper.toml")
}

fn card(connection: &Value) -> String {
    Card::new()
        .part("name", connection, "/name")
        .part("provider", connection, "/provider")
        .part("client id", connection, "/client_id")
        .part("callback URL", connection, "/callback_url")
        .part("scopes", connection, "/scopes")
        .part("verify", connection, "/verify")
        .part("return URLs", connection, "/return_urls")
        .part("workspaces", connection, "/workspaces")
        .part("callback hosts", connection, "/callback_hosts")
        .part("issue tracker", connection, "/issue_tracker")
        .part("application", connection, "/application")
        .part("source", connection, "/source")
        .part("client secret", connection, "/client_secret_version")
        .part("health", connection, "/health")
        .part("budget", &budget(connection), "")
        .finish()
}

/// What is used of each group of the rate budget: `repository 12 of 1000`.
fn budget(connection: &Value) -> Value {
    let said = |group: &Value| {
        let part = |pointer| text(group, pointer);
        let paused = group.get("paused_ms").map_or("", |_| ", paused by the provider");
        Value::String(format!("{} {} of {} an hour{paused}", part("/group"), part("/used"), part("/limit")))
    };
    list(connection, "/budget").iter().map(said).collect()
}
