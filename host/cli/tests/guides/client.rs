//! Clients of the Model Context Protocol, as far as their configuration goes: which file each reads, in which form, and what it
//! puts in place of variables. What a file leads to is then opened with a real client of the protocol.

mod configuration;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use http::{HeaderName, HeaderValue};
use rmcp::RoleClient;
use rmcp::model::{CallToolRequestParams, JsonObject};
use rmcp::service::{ClientLifecycleMode, RunningService, serve_client_with_lifecycle};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::transport::{StreamableHttpClientTransport, TokioChildProcess};
use serde::Deserialize;

use self::configuration::Server;

/// How long a client waits for what it asked.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a program that a client starts has of the client's environment, besides what the configuration gives it: the
/// official SDKs pass on no more.
const PASSED_ON: [&str; 6] = ["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER"];

/// A program that reads a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    ClaudeDesktop,
    ClaudeCode,
    Cursor,
    VsCode,
}

/// Where a client is started from: a folder, and a shell's environment.
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) variables: BTreeMap<String, String>,
}

/// What a model has its client call.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    name: String,
    arguments: JsonObject,
}

impl Client {
    /// Whose file it is.
    pub(crate) fn of(file: &str) -> Option<Self> {
        match file {
            "claude_desktop_config.json" => Some(Self::ClaudeDesktop),
            ".mcp.json" => Some(Self::ClaudeCode),
            ".cursor/mcp.json" => Some(Self::Cursor),
            ".vscode/mcp.json" => Some(Self::VsCode),
            _ => None,
        }
    }

    /// Starts with a configuration, makes sure that the tool of a call is offered, and gives the answer.
    pub(crate) fn answer(self, file: &Path, call: &str, place: &Place) -> anyhow::Result<String> {
        let call: Call = serde_json::from_str(call).context("the call is none")?;
        let text = std::fs::read_to_string(place.folder.join(file))?;
        let server = configuration::read(self, &text, place)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let answered = async { tokio::time::timeout(PATIENCE, self.ask(server, call, place)).await? };
        runtime.block_on(answered).with_context(|| format!("{self:?} with {}", file.display()))
    }

    async fn ask(self, server: Server, call: Call, place: &Place) -> anyhow::Result<String> {
        let service = self.connect(server, place).await?;
        let tools = service.list_all_tools().await?;
        let offered = || tools.iter().map(|tool| tool.name.as_ref()).collect::<Vec<_>>().join(", ");
        ensure!(tools.iter().any(|tool| tool.name == call.name), "{} is not among {}", call.name, offered());
        let call = CallToolRequestParams::new(call.name).with_arguments(call.arguments);
        let result = service.call_tool(call).await?;
        let parts = result.content.iter().filter_map(|part| part.as_text()).map(|part| part.text.as_str());
        let text = parts.collect::<Vec<_>>().join("\n");
        service.cancel().await?;
        ensure!(result.is_error != Some(true), "the tool failed: {text}");
        Ok(text)
    }

    async fn connect(self, server: Server, place: &Place) -> anyhow::Result<RunningService<RoleClient, ()>> {
        let lifecycle = ClientLifecycleMode::Initialize;
        Ok(match server {
            Server::Program { command, args, env } => {
                let mut program = self.program(&command, place);
                program.args(args).envs(env);
                serve_client_with_lifecycle((), TokioChildProcess::new(program)?, lifecycle).await?
            }
            Server::Http { url, headers } => {
                let config =
                    StreamableHttpClientTransportConfig::with_uri(url).custom_headers(parsed(&headers)?);
                let transport = StreamableHttpClientTransport::from_config(config);
                serve_client_with_lifecycle((), transport, lifecycle).await?
            }
        })
    }

    /// Claude Desktop is started by a desktop and knows nothing of a shell; the others are started from the shell, in the
    /// project's folder.
    fn program(self, command: &str, place: &Place) -> tokio::process::Command {
        let mut program = tokio::process::Command::new(command);
        let passed_on = place.variables.iter().filter(|(name, _)| PASSED_ON.contains(&name.as_str()));
        program.env_clear().envs(passed_on).kill_on_drop(true);
        match self {
            Self::ClaudeDesktop => program.current_dir("/").env("PATH", "/usr/bin:/bin"),
            Self::ClaudeCode | Self::Cursor | Self::VsCode => program.current_dir(&place.folder),
        };
        program
    }
}

impl Place {
    /// What `env -0` printed.
    pub(crate) fn parse(printed: &str) -> anyhow::Result<Self> {
        let pairs = printed.split('\0').filter_map(|pair| pair.split_once('='));
        let variables: BTreeMap<_, _> =
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let folder = variables.get("PWD").context("the shell is nowhere")?.into();
        Ok(Self { folder, variables })
    }

    fn variable(&self, name: &str) -> anyhow::Result<&str> {
        match self.variables.get(name) {
            Some(value) => Ok(value),
            None => bail!("the shell has no variable {name}"),
        }
    }
}

fn parsed(headers: &BTreeMap<String, String>) -> anyhow::Result<HashMap<HeaderName, HeaderValue>> {
    headers.iter().map(|(name, value)| Ok((name.parse()?, value.parse()?))).collect()
}
