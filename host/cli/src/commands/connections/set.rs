//! `innkeeper connections set`: what is not said stays as it is.

use std::io::{IsTerminal, Read, stdin};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use innkeeper::{Secret, SecretSource};
use serde_json::{Map, Value, json};

use crate::api::{Api, Reply, Request};
use crate::failure::ApiProblem;

/// Bytes of a secret from standard input.
const LONGEST_SECRET: u64 = 64 << 10;

/// What a connection is to be.
#[derive(Args)]
pub(crate) struct SetArguments {
    /// The connection's name: a new one, or one that is not in innkeeper.toml
    name: String,
    /// Whose API it is; `bitbucket` for a new connection, if absent
    #[arg(long)]
    provider: Option<String>,
    /// The OAuth consumer's key
    #[arg(long, value_name = "KEY")]
    client_id: Option<String>,
    #[command(flatten)]
    secret: SecretArguments,
    /// Forget the secret before: the provider has dropped it
    #[arg(long)]
    drop_previous_secret: bool,
    /// Scopes ticked at the consumer; the consent page shows them
    #[arg(long, value_delimiter = ',', value_name = "SCOPE")]
    scopes: Option<Vec<String>>,
    /// Who confirms that the right person gave consent
    #[arg(long, value_name = "WHO")]
    verify: Option<VerifyArgument>,
    /// Where links may lead back to
    #[arg(long = "return-url", value_name = "URL")]
    return_urls: Option<Vec<String>>,
    /// The only workspaces that its accounts may touch
    #[arg(long, value_delimiter = ',', value_name = "WORKSPACE")]
    workspaces: Option<Vec<String>>,
    /// The only hosts that webhooks may lead to
    #[arg(long, value_delimiter = ',', value_name = "HOST")]
    callback_hosts: Option<Vec<String>>,
    /// Requests per hour of a group of the rate budget, where they are other than usual: `repository=5000`
    #[arg(long, value_name = "GROUP=NUMBER", value_parser = number_of_group)]
    budget: Option<Vec<(String, u32)>>,
    /// What the consent page calls the application that asks
    #[arg(long, value_name = "NAME")]
    application: Option<String>,
    /// Whether this API still has its issue tracker
    #[arg(long, value_name = "BOOL")]
    issue_tracker: Option<bool>,
}

/// Where the consumer's secret is. Never an argument: those are seen by everybody on the machine.
#[derive(Args)]
#[group(multiple = false)]
struct SecretArguments {
    /// Read the consumer's secret from this file
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<PathBuf>,
    /// Read it from this environment variable
    #[arg(long, value_name = "NAME")]
    client_secret_env: Option<String>,
    /// Read it from standard input
    #[arg(long)]
    client_secret_stdin: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum VerifyArgument {
    /// The application, which knows who is signed in to it
    App,
    /// The host's own sign-in
    Host,
    /// Nobody, on one's own machine
    None,
}

impl SetArguments {
    /// Sets the connection, and gives what it is now.
    pub(super) async fn run(self, api: &Api) -> anyhow::Result<Reply> {
        let secret = self.secret.read()?;
        let path = ["v1", "connections", &self.name];
        let mut body = match api.call(Request::get(&path)).await {
            Ok(shown) => terms(&shown.value()?),
            Err(error) if is_not_found(&error) => {
                Map::from_iter([("provider".to_owned(), json!("bitbucket"))])
            }
            Err(error) => return Err(error),
        };
        body.extend(self.changes());
        if let Some(secret) = secret {
            body.insert("client_secret".to_owned(), json!(secret.expose()));
        }
        api.call(Request::put(&path).body(Value::Object(body))).await
    }

    fn changes(&self) -> impl Iterator<Item = (String, Value)> {
        let verify = self.verify.map(|who| match who {
            VerifyArgument::App => "app",
            VerifyArgument::Host => "host",
            VerifyArgument::None => "none",
        });
        let budget = self.budget.as_ref().map(|numbers| {
            Value::Object(numbers.iter().map(|(group, number)| (group.clone(), json!(number))).collect())
        });
        let changes = [
            ("provider", self.provider.as_ref().map(|text| json!(text))),
            ("client_id", self.client_id.as_ref().map(|text| json!(text))),
            ("scopes", self.scopes.as_ref().map(|list| json!(list))),
            ("verify", verify.map(|name| json!(name))),
            ("return_urls", self.return_urls.as_ref().map(|list| json!(list))),
            ("workspaces", self.workspaces.as_ref().map(|list| json!(list))),
            ("callback_hosts", self.callback_hosts.as_ref().map(|list| json!(list))),
            ("budget", budget),
            ("application", self.application.as_ref().map(|text| json!(text))),
            ("issue_tracker", self.issue_tracker.map(|is| json!(is))),
            ("previous_client_secret", self.drop_previous_secret.then_some(Value::Null)),
        ];
        changes.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?)))
    }
}

impl SecretArguments {
    fn read(&self) -> anyhow::Result<Option<Secret>> {
        let source = match (&self.client_secret_file, &self.client_secret_env) {
            (Some(file), _) => SecretSource::File(file.clone()),
            (_, Some(name)) => SecretSource::Env(name.clone()),
            (None, None) if self.client_secret_stdin => return from_standard_input().map(Some),
            (None, None) => return Ok(None),
        };
        Ok(Some(source.read()?))
    }
}

fn from_standard_input() -> anyhow::Result<Secret> {
    if stdin().is_terminal() {
        bail!("the secret would be seen as you type it: pipe it in, or use --client-secret-file");
    }
    let mut text = String::new();
    stdin().take(LONGEST_SECRET).read_to_string(&mut text).context("standard input is not text")?;
    let text = Secret::new(text);
    match text.expose().trim() {
        "" => bail!("standard input is empty: there is no secret in it"),
        secret => Ok(Secret::new(secret.to_owned())),
    }
}

/// What a connection is, as what it is to be.
fn terms(shown: &Value) -> Map<String, Value> {
    let same = [
        "provider",
        "client_id",
        "scopes",
        "verify",
        "return_urls",
        "workspaces",
        "callback_hosts",
        "application",
        "issue_tracker",
    ];
    let field = |name: &str| Some((name.to_owned(), shown.get(name)?.clone()));
    let budget = shown.get("own_budget").map(|numbers| ("budget".to_owned(), numbers.clone()));
    same.into_iter().filter_map(field).chain(budget).collect()
}

fn is_not_found(error: &anyhow::Error) -> bool {
    error.downcast_ref::<ApiProblem>().is_some_and(|problem| problem.document()["kind"] == "NOT_FOUND")
}

fn number_of_group(text: &str) -> Result<(String, u32), String> {
    let parsed = text.split_once('=').and_then(|(group, number)| Some((group, number.parse().ok()?)));
    parsed.map(|(group, number)| (group.to_owned(), number)).ok_or_else(|| "write GROUP=NUMBER".to_owned())
}
