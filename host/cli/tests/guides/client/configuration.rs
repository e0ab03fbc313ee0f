//! The file of a client, as that client reads it. What the client would not understand is an error.

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};
use serde::Deserialize;

use super::{Client, Place};

/// A server of the protocol, with every variable replaced.
#[derive(Debug, PartialEq)]
pub(super) enum Server {
    Program { command: String, args: Vec<String>, env: BTreeMap<String, String> },
    Http { url: String, headers: BTreeMap<String, String> },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "mcpServers")]
    mcp_servers: Option<BTreeMap<String, Entry>>,
    servers: Option<BTreeMap<String, Entry>>,
    inputs: Option<Vec<Input>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    r#type: Option<String>,
    command: Option<String>,
    args: Option<Vec<String>>,
    env: Option<BTreeMap<String, String>>,
    url: Option<String>,
    headers: Option<BTreeMap<String, String>>,
}

/// What VS Code asks its user for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    r#type: String,
    id: String,
    #[expect(dead_code, reason = "shown to people")]
    description: String,
    password: bool,
}

/// Replaces variables as one client does.
struct Variables<'a> {
    client: Client,
    place: &'a Place,
    inputs: Vec<Input>,
}

/// The one server of a client's file.
pub(super) fn read(client: Client, text: &str, place: &Place) -> anyhow::Result<Server> {
    let text = if client == Client::ClaudeDesktop { filled_in(text, place)? } else { text.to_owned() };
    let file: File = serde_json::from_str(&text).context("the client cannot read its file")?;
    let (servers, inputs) = match (client, file) {
        (Client::VsCode, File { servers: Some(servers), mcp_servers: None, inputs }) => (servers, inputs),
        (Client::VsCode, _) => bail!("VS Code reads `servers`"),
        (_, File { servers: None, mcp_servers: Some(servers), inputs: None }) => (servers, None),
        _ => bail!("{client:?} reads `mcpServers` and nothing else"),
    };
    let mut servers = servers.into_values();
    let (Some(entry), None) = (servers.next(), servers.next()) else { bail!("the file has one server") };
    let variables = Variables { client, place, inputs: inputs.unwrap_or_default() };
    entry.server(client, &variables)
}

/// What the page asks the reader to put in place of each `…`, where the client reads no variables.
fn filled_in(text: &str, place: &Place) -> anyhow::Result<String> {
    Ok(text
        .replace("\"/…/", &format!("\"{}/", place.folder.display()))
        .replace("http://127.0.0.1:…", place.variable("INNKEEPER_URL")?)
        .replace("ik_…", place.variable("INNKEEPER_KEY")?))
}

impl Entry {
    fn server(self, client: Client, variables: &Variables<'_>) -> anyhow::Result<Server> {
        let kind = self.r#type.as_deref();
        match self {
            Self { command: Some(command), args, env, url: None, headers: None, .. } => {
                let known = match client {
                    Client::ClaudeDesktop => kind.is_none(),
                    Client::ClaudeCode => matches!(kind, None | Some("stdio")),
                    Client::Cursor | Client::VsCode => kind == Some("stdio"),
                };
                ensure!(known, "{client:?} takes no program of the type {kind:?}");
                let args = args.unwrap_or_default();
                Ok(Server::Program {
                    command: variables.replaced(&command)?,
                    args: args.iter().map(|one| variables.replaced(one)).collect::<Result<_, _>>()?,
                    env: variables.all_replaced(env)?,
                })
            }
            Self { url: Some(url), headers, command: None, args: None, env: None, .. } => {
                let known = match client {
                    Client::ClaudeDesktop => false,
                    Client::Cursor => kind.is_none(),
                    Client::ClaudeCode | Client::VsCode => kind == Some("http"),
                };
                ensure!(known, "{client:?} takes no address with the type {kind:?}");
                Ok(Server::Http { url: variables.replaced(&url)?, headers: variables.all_replaced(headers)? })
            }
            _ => bail!("a server is a program or an address"),
        }
    }
}

impl Variables<'_> {
    fn all_replaced(
        &self,
        map: Option<BTreeMap<String, String>>,
    ) -> anyhow::Result<BTreeMap<String, String>> {
        let pairs = map.into_iter().flatten();
        pairs.map(|(name, value)| Ok((name, self.replaced(&value)?))).collect()
    }

    fn replaced(&self, text: &str) -> anyhow::Result<String> {
        ensure!(!text.contains('…'), "nobody says what stands for … in {text}");
        let (mut replaced, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').with_context(|| format!("{text} has no }}"))?;
            replaced.push_str(before);
            replaced.push_str(self.value(name)?);
            rest = after;
        }
        Ok(replaced + rest)
    }

    fn value(&self, name: &str) -> anyhow::Result<&str> {
        let is_declared = |id| {
            let secret = |input: &&Input| input.r#type == "promptString" && input.password;
            self.inputs.iter().filter(secret).any(|input| input.id == id)
        };
        match (self.client, name.split_once(':')) {
            (Client::ClaudeCode, None) => self.place.variable(name),
            (Client::Cursor | Client::VsCode, Some(("env", name))) => self.place.variable(name),
            // The reader types it in.
            (Client::VsCode, Some(("input", id))) if is_declared(id) => self.place.variable("INNKEEPER_KEY"),
            (client, _) => bail!("{client:?} knows no ${{{name}}}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(client: Client, text: &str) -> anyhow::Result<Server> {
        let place = Place::parse("PWD=/home/x\0INNKEEPER_URL=http://127.0.0.1:7\0INNKEEPER_KEY=ik_k\0")?;
        super::read(client, text, &place)
    }

    #[test]
    fn each_client_reads_its_own_form() {
        let http = r#"{"mcpServers":{"x":{"type":"http","url":"${INNKEEPER_URL}/mcp","headers":{}}}}"#;
        let server = read(Client::ClaudeCode, http).unwrap();
        assert_eq!(
            server,
            Server::Http { url: "http://127.0.0.1:7/mcp".to_owned(), headers: BTreeMap::new() }
        );
        for other in [Client::ClaudeDesktop, Client::Cursor, Client::VsCode] {
            assert!(read(other, http).is_err(), "{other:?}");
        }
        let filled = r#"{"mcpServers":{"x":{"command":"/…/x","args":["http://127.0.0.1:…","ik_…"]}}}"#;
        let Server::Program { command, args, .. } = read(Client::ClaudeDesktop, filled).unwrap() else {
            panic!()
        };
        assert_eq!((command.as_str(), args.concat().as_str()), ("/home/x/x", "http://127.0.0.1:7ik_k"));
    }

    #[test]
    fn what_a_client_would_not_understand_is_an_error() {
        for (client, text) in [
            (Client::ClaudeCode, r#"{"mcpServers":{"x":{"type":"http","url":"${env:INNKEEPER_URL}"}}}"#),
            (Client::ClaudeCode, r#"{"mcpServers":{"x":{"type":"http","url":"${NOTHING}"}}}"#),
            (Client::ClaudeCode, r#"{"mcpServers":{"x":{"url":"http://x"}}}"#),
            (Client::ClaudeCode, r#"{"mcpServers":{"x":{"type":"http","url":"http://x","header":{}}}}"#),
            (Client::Cursor, r#"{"mcpServers":{"x":{"url":"${INNKEEPER_URL}"}}}"#),
            (Client::Cursor, r#"{"mcpServers":{"x":{"url":"http://x","command":"y"}}}"#),
            (Client::ClaudeDesktop, r#"{"mcpServers":{"x":{"command":"x","args":["…"]}}}"#),
            (Client::VsCode, r#"{"servers":{"x":{"type":"http","url":"${input:key}"}}}"#),
            (Client::VsCode, r#"{"servers":{"x":{"url":"http://x"}}}"#),
        ] {
            assert!(read(client, text).is_err(), "{client:?} {text}");
        }
    }
}
