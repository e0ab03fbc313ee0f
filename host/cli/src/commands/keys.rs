//! `innkeeper keys`: API keys.

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Map, Value, json};

use crate::api::Request;
use crate::arguments::Globals;
use crate::table::{Card, Table, list, moment, text};

/// What can be done with keys.
#[derive(Subcommand)]
pub(crate) enum KeysCommand {
    /// Make a key; its value is shown this once
    Create(CreateArguments),
    /// List keys, without their values
    List,
    /// End a key, at once and for good
    Revoke {
        /// The key's id
        id: String,
    },
}

/// What the key is to be.
#[derive(Args)]
pub(crate) struct CreateArguments {
    /// What it is for
    #[arg(long)]
    role: RoleName,
    /// A name, for people who list keys
    #[arg(long)]
    name: String,
    /// The one user that it acts for, by your application's name for it
    #[arg(long)]
    identifier: Option<String>,
    /// What its calls may do; an agent's default is read,write
    #[arg(long, value_delimiter = ',', value_name = "EFFECT")]
    effects: Option<Vec<EffectName>>,
    /// The toolsets that it may use; all if absent
    #[arg(long, value_delimiter = ',', value_name = "TOOLSET")]
    toolsets: Option<Vec<String>>,
}

/// Roles by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RoleName {
    /// Runs the host
    Operator,
    /// Calls tools
    Agent,
    /// Reads
    Auditor,
}

/// Effects by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum EffectName {
    /// Changes nothing
    Read,
    /// Changes what can be put right again
    Write,
    /// Removes, or cannot be undone
    Destructive,
}

pub(crate) async fn run(command: KeysCommand, globals: &Globals) -> anyhow::Result<()> {
    let api = globals.api().await?;
    let output = globals.output();
    match command {
        KeysCommand::Create(arguments) => output.reply(&api.call(arguments.request()).await?, created),
        KeysCommand::List => output.reply(&api.call(Request::get(&["v1", "keys"])).await?, table),
        KeysCommand::Revoke { id } => {
            api.call(Request::delete(&["v1", "keys", &id])).await?;
            output.done(&format!("revoked {id}"))
        }
    }
}

impl CreateArguments {
    fn request(self) -> Request {
        let role = match self.role {
            RoleName::Operator => "operator",
            RoleName::Agent => "agent",
            RoleName::Auditor => "auditor",
        };
        let effects = self.effects.map(|names| names.into_iter().map(EffectName::as_str).collect::<Vec<_>>());
        let optional = [
            ("identifier", self.identifier.map(Value::from)),
            ("effects", effects.map(Value::from)),
            ("toolsets", self.toolsets.map(Value::from)),
        ];
        let mut body: Map<String, Value> =
            optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
        body.insert("role".to_owned(), json!(role));
        body.insert("name".to_owned(), json!(self.name));
        Request::post(&["v1", "keys"]).body(Value::Object(body))
    }
}

impl EffectName {
    /// The effect's name in the API.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Destructive => "destructive",
        }
    }
}

fn created(reply: &Value) -> String {
    let card = Card::new()
        .part("key", reply, "/key")
        .part("client id", reply, "/client_id")
        .part("client secret", reply, "/client_secret")
        .part("id", reply, "/id")
        .part("role", reply, "/role")
        .part("name", reply, "/name")
        .part("bound to", reply, "/identifier")
        .finish();
    format!(
        "{card}\n\nThe key is shown this once: keep it now. Client id and secret are its two halves, for clients that want both."
    )
}

fn table(reply: &Value) -> String {
    let mut table =
        Table::new(["ID", "ROLE", "NAME", "BOUND TO", "EFFECTS", "TOOLSETS", "CREATED", "EXPIRES"]);
    for key in list(reply, "/keys") {
        table.row([
            text(key, "/id"),
            text(key, "/role"),
            text(key, "/name"),
            text(key, "/identifier"),
            text(key, "/effects"),
            key.get("toolsets").map_or("all".to_owned(), |toolsets| text(toolsets, "")),
            moment(key, "/created_at"),
            moment(key, "/expires_at"),
        ]);
    }
    table.or("there is no key; `innkeeper keys create` makes one")
}
