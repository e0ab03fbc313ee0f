//! `innkeeper tools`: what the loaded connectors offer.

mod reference;
mod schema;

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::Value;

use crate::api::Request;
use crate::arguments::Globals;
use crate::commands::keys::EffectName;
use crate::output::Output;
use crate::table::{Card, Table, list, text};

/// What can be asked about tools.
#[derive(Subcommand)]
pub(crate) enum ToolsCommand {
    /// List tools
    List(ListArguments),
    /// Find tools by what you want to do, the best first
    Search {
        /// In your own words: `ci logs`, `who approved`
        #[arg(required = true)]
        words: Vec<String>,
        #[command(flatten)]
        whom: Whom,
    },
    /// Write the reference of all tools as Markdown, a page for each toolset
    Reference(ReferenceArguments),
    /// Show one tool, its inputs and its answer
    Show {
        /// The tool's name
        name: String,
        #[command(flatten)]
        whom: Whom,
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
    /// That fit these words, the best first
    #[arg(short = 'q', long = "query", value_name = "WORDS")]
    query: Option<String>,
    #[command(flatten)]
    whom: Whom,
}

/// On whose behalf calls would be.
#[derive(Args)]
pub(crate) struct Whom {
    /// Say which tools could be called on behalf of this identifier, and what is missing for the others
    #[arg(long, value_name = "ID")]
    identifier: Option<String>,
    /// Through this connection
    #[arg(long, value_name = "NAME", requires = "identifier")]
    connection: Option<String>,
}

/// Where the reference is.
#[derive(Args)]
pub(crate) struct ReferenceArguments {
    /// The folder for its pages
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Change nothing, and fail where a page is not as it should be
    #[arg(long)]
    check: bool,
}

pub(crate) async fn run(command: ToolsCommand, globals: &Globals) -> anyhow::Result<()> {
    let api = globals.api().await?;
    let output = globals.output();
    match command {
        ToolsCommand::List(arguments) => output.reply(&api.call(arguments.request()).await?, table),
        ToolsCommand::Search { words, whom } => {
            let found = Request::get(&["v1", "tools"]).query("q", Some(&words.join(" ")));
            output.reply(&api.call(whom.named_in(found)).await?, table)
        }
        ToolsCommand::Reference(arguments) => {
            let all = Request::get(&["v1", "tools"]).query("detail", Some("full")).query("all", Some("true"));
            arguments.run(&api.call(all).await?.value()?, output)
        }
        ToolsCommand::Show { name, whom } => {
            let shown = whom.named_in(Request::get(&["v1", "tools", &name]));
            output.reply(&api.call(shown).await?, tool)
        }
    }
}

impl ListArguments {
    fn request(&self) -> Request {
        let all = Request::get(&["v1", "tools"])
            .query("all", self.all.then_some("true"))
            .query("toolset", self.toolset.as_deref())
            .query("effect", self.effect.map(EffectName::as_str))
            .query("q", self.query.as_deref());
        self.whom.named_in(all)
    }
}

impl Whom {
    fn named_in(&self, request: Request) -> Request {
        request
            .query("identifier", self.identifier.as_deref())
            .query("connection", self.connection.as_deref())
    }
}

impl ReferenceArguments {
    fn run(&self, reply: &Value, output: Output) -> anyhow::Result<()> {
        let pages = reference::pages(list(reply, "/tools"));
        if self.check {
            let stale = pages.stale(&self.out)?;
            if !stale.is_empty() {
                let folder = self.out.display();
                bail!(
                    "{} is not current; write it anew with `innkeeper tools reference --out {folder}`",
                    stale.join(", ")
                );
            }
            return output.done("the reference is current");
        }
        pages.write(&self.out)?;
        output.done(&format!("{} pages written to {}", pages.len(), self.out.display()))
    }
}

fn table(reply: &Value) -> String {
    let tools = list(reply, "/tools");
    if tools.iter().any(|tool| tool.get("readiness").is_some()) {
        return readiness_table(tools);
    }
    let mut table = Table::new(["NAME", "EFFECT", "TOOLSET", "SCOPES", "TITLE", "NOTE"]);
    for tool in tools {
        table.row([
            text(tool, "/name"),
            text(tool, "/effect"),
            text(tool, "/toolset"),
            text(tool, "/scopes"),
            text(tool, "/title"),
            lifecycle(tool).unwrap_or_default(),
        ]);
    }
    table.or("no tool matches")
}

fn readiness_table(tools: &[Value]) -> String {
    let mut table = Table::new(["NAME", "EFFECT", "READINESS", "TITLE", "WHAT HELPS"]);
    for tool in tools {
        let readiness = tool.pointer("/readiness/state").map_or_else(String::new, |state| text(state, ""));
        table.row([
            text(tool, "/name"),
            text(tool, "/effect"),
            readiness,
            text(tool, "/title"),
            what_helps(tool),
        ]);
    }
    table.or("no tool matches")
}

/// The short form of what stands in a tool's way: scopes, the call that makes a link, connections, or a rule.
fn what_helps(tool: &Value) -> String {
    let link = || list(tool, "/readiness/connections").first().map(|one| text(one, "/link"));
    match text(tool, "/readiness/state").as_str() {
        "NEEDS_CONNECTION" | "NEEDS_REAUTH" => link().unwrap_or_else(|| text(tool, "/readiness/reason")),
        "NEEDS_SCOPE" => format!("grant {}", text(tool, "/readiness/missing_scopes")),
        "AMBIGUOUS" => format!("--connection {}", text(tool, "/readiness/connections")),
        "DENIED" => text(tool, "/readiness/fix"),
        _ => String::new(),
    }
}

fn tool(tool: &Value) -> String {
    let card = Card::new()
        .part("name", tool, "/name")
        .part("title", tool, "/title")
        .part("effect", tool, "/effect")
        .part("toolset", tool, "/toolset")
        .part("scopes", tool, "/scopes")
        .line("endpoints", endpoints(tool).join("\n"))
        .part("connector", tool, "/connector/name")
        .line("note", lifecycle(tool).unwrap_or_default())
        .part("reason", tool, "/lifecycle/reason")
        .part("compact", tool, "/compact_fields")
        .line("answer", schema::answer(tool.get("output_schema").unwrap_or(&Value::Null)))
        .line("readiness", readiness(tool))
        .finish();
    format!("{card}\n\n{}\n\n{}", text(tool, "/description"), inputs(tool))
}

/// Whether it could be called, where that was asked.
fn readiness(tool: &Value) -> String {
    match tool.pointer("/readiness/state") {
        Some(state) => format!("{} {}", text(state, ""), what_helps(tool)).trim_end().to_owned(),
        None => String::new(),
    }
}

fn inputs(tool: &Value) -> String {
    let mut table = Table::new(["INPUT", "TYPE", "REQUIRED", "DESCRIPTION"]);
    let required = list(tool, "/input_schema/required");
    let properties = tool.pointer("/input_schema/properties").and_then(Value::as_object);
    for (name, schema) in properties.into_iter().flatten() {
        let is_required = required.iter().any(|known| known == name);
        let required = if is_required { "yes" } else { "" }.to_owned();
        table.row([name.clone(), schema::words(schema), required, text(schema, "/description")]);
    }
    table.or("It takes no input.")
}

/// The requests that it may make: `GET /repositories/{workspace}`.
fn endpoints(tool: &Value) -> Vec<String> {
    let line = |endpoint| format!("{} {}", text(endpoint, "/method"), text(endpoint, "/template"));
    list(tool, "/endpoints").iter().map(line).collect()
}

/// What is not as usual about a tool's operation.
fn lifecycle(tool: &Value) -> Option<String> {
    match text(tool, "/lifecycle/state").as_str() {
        "live" | "-" => None,
        state => Some(format!("{state} since {}", text(tool, "/lifecycle/since"))),
    }
}
