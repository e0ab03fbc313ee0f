//! `innkeeper tools`: what the loaded connectors offer.

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::api::Request;
use crate::arguments::Globals;
use crate::commands::keys::EffectName;
use crate::table::{Card, Table, list, text};

/// What can be asked about tools.
#[derive(Subcommand)]
pub(crate) enum ToolsCommand {
    /// List tools
    List(ListArguments),
    /// Show one tool and its inputs
    Show {
        /// The tool's name
        name: String,
    },
}

/// Which tools to list.
#[derive(Args)]
pub(crate) struct ListArguments {
    /// Show tools as well whose operation the provider removed
    #[arg(long)]
    all: bool,
    /// Of one toolset
    #[arg(long)]
    toolset: Option<String>,
    /// Of one effect
    #[arg(long)]
    effect: Option<EffectName>,
    /// With these words in name, title or description
    #[arg(short = 'q', long = "query", value_name = "WORDS")]
    query: Option<String>,
}

pub(crate) async fn run(command: ToolsCommand, globals: &Globals) -> anyhow::Result<()> {
    let api = globals.api().await?;
    let output = globals.output();
    match command {
        ToolsCommand::List(arguments) => output.reply(&api.call(arguments.request()).await?, table),
        ToolsCommand::Show { name } => {
            output.reply(&api.call(Request::get(&["v1", "tools", &name])).await?, tool)
        }
    }
}

impl ListArguments {
    fn request(&self) -> Request {
        Request::get(&["v1", "tools"])
            .query("all", self.all.then_some("true"))
            .query("toolset", self.toolset.as_deref())
            .query("effect", self.effect.map(EffectName::as_str))
            .query("q", self.query.as_deref())
    }
}

fn table(reply: &Value) -> String {
    let mut table = Table::new(["NAME", "EFFECT", "TOOLSET", "TITLE", "NOTE"]);
    for tool in list(reply, "/tools") {
        table.row([
            text(tool, "/name"),
            text(tool, "/effect"),
            text(tool, "/toolset"),
            text(tool, "/title"),
            lifecycle(tool).unwrap_or_default(),
        ]);
    }
    table.or("no tool matches")
}

fn tool(tool: &Value) -> String {
    let card = Card::new()
        .part("name", tool, "/name")
        .part("title", tool, "/title")
        .part("effect", tool, "/effect")
        .part("toolset", tool, "/toolset")
        .part("scopes", tool, "/scopes")
        .part("connector", tool, "/connector/name")
        .line("note", lifecycle(tool).unwrap_or_default())
        .finish();
    format!("{card}\n\n{}\n\n{}", text(tool, "/description"), inputs(tool))
}

fn inputs(tool: &Value) -> String {
    let mut table = Table::new(["INPUT", "TYPE", "REQUIRED", "DESCRIPTION"]);
    let required = list(tool, "/input_schema/required");
    let properties = tool.pointer("/input_schema/properties").and_then(Value::as_object);
    for (name, schema) in properties.into_iter().flatten() {
        let is_required = required.iter().any(|known| known == name);
        let required = if is_required { "yes" } else { "" }.to_owned();
        table.row([name.clone(), text(schema, "/type"), required, text(schema, "/description")]);
    }
    table.or("It takes no input.")
}

/// What is not as usual about a tool's operation.
fn lifecycle(tool: &Value) -> Option<String> {
    match text(tool, "/lifecycle/state").as_str() {
        "live" | "-" => None,
        state => Some(format!("{state} since {}", text(tool, "/lifecycle/since"))),
    }
}
