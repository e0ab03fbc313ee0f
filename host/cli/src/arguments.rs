//! What can be said on the command line. The arguments of a group of commands are in the group's own file.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use url::Url;

use crate::api::Api;
use crate::commands::accounts::AccountsCommand;
use crate::commands::completions::CompletionsArguments;
use crate::commands::connections::ConnectionsCommand;
use crate::commands::connectors::ConnectorsCommand;
use crate::commands::invoke::InvokeArguments;
use crate::commands::keys::KeysCommand;
use crate::commands::mcp::McpArguments;
use crate::commands::serve::ServeArguments;
use crate::commands::tools::ToolsCommand;
use crate::commands::vault::VaultCommand;
use crate::config::{self, Config};
use crate::demo::DemoArguments;
use crate::output::Output;

/// Keeps a command's own options apart in its help.
const EVERYWHERE: &str = "Options of every command";

/// A host for WebAssembly connectors that call APIs on behalf of many users.
#[derive(Parser)]
#[command(name = "innkeeper", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Args)]
pub(crate) struct Globals {
    /// Print JSON for programs instead of tables for people
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    json: bool,
    /// Settings file; `innkeeper.toml` in this directory if absent
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE", env = "INNKEEPER_CONFIG")]
    config: Option<PathBuf>,
    /// Talk to this running host; without it, the command opens the vault itself
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "URL", env = "INNKEEPER_SERVER")]
    server: Option<Url>,
    /// API key for the running host
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "KEY", env = "INNKEEPER_KEY", hide_env_values = true)]
    key: Option<KeyText>,
}

/// An API key as somebody typed it. It has no `Debug`, so that no derived one shows it.
#[derive(Clone)]
pub(crate) struct KeyText(String);

/// The groups of commands.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Walk through the whole way, with a simulated Bitbucket on this machine
    Demo(DemoArguments),
    /// Run the host
    Serve(ServeArguments),
    /// Call a tool on behalf of a user
    Invoke(InvokeArguments),
    /// Show the tools of the loaded connectors
    #[command(subcommand)]
    Tools(ToolsCommand),
    /// Show, set and remove connections: OAuth consumers at providers
    #[command(subcommand)]
    Connections(ConnectionsCommand),
    /// Connect users' accounts, show them, take them away
    #[command(subcommand)]
    Accounts(AccountsCommand),
    /// Add connectors, review what they ask for, approve and remove them
    #[command(subcommand)]
    Connectors(ConnectorsCommand),
    /// Make and revoke API keys
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Speak the Model Context Protocol on standard input and output
    Mcp(McpArguments),
    /// Make master keys, change them, see what they seal
    #[command(subcommand)]
    Vault(VaultCommand),
    /// Print the API's description (OpenAPI 3.1), as a host serves it at /openapi.json
    Openapi,
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
}

impl Globals {
    /// How to print.
    pub(crate) fn output(&self) -> Output {
        if self.json { Output::Json } else { Output::Human }
    }

    /// The settings of a host in this process.
    pub(crate) fn config(&self) -> anyhow::Result<Config> {
        Ok(config::read(self.config.as_deref())?)
    }

    /// The way to the API for what needs no connector: the running host, or one opened without them.
    pub(crate) async fn bare_api(&self) -> anyhow::Result<Api> {
        match &self.server {
            Some(_) => self.api().await,
            None => Api::bare(self.config()?).await,
        }
    }

    /// The way to the API: the running host, or one opened for this command.
    pub(crate) async fn api(&self) -> anyhow::Result<Api> {
        match &self.server {
            Some(server) => Api::remote(server, self.key.as_ref().map(|key| key.0.as_str())),
            None => Api::local(self.config()?).await,
        }
    }
}

impl std::str::FromStr for KeyText {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.trim().to_owned()))
    }
}
