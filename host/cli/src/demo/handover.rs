//! What `--keep` gives to try things by hand: keys, a link, a first call.

use std::fmt;

use serde_json::{Value, json};

use super::IDENTIFIER;
use super::stage::Stage;

/// The values are shown on purpose: the keys open nothing but this demo, and die with it.
pub(super) struct Handover {
    host: String,
    operator_key: String,
    agent_key: String,
    client_id: String,
    client_secret: String,
    connect: String,
}

impl Handover {
    pub(super) async fn of(stage: &Stage) -> anyhow::Result<Self> {
        let keys = stage.keys();
        Ok(Self {
            host: stage.public_url().as_str().trim_end_matches('/').to_owned(),
            operator_key: keys.operator.expose().to_owned(),
            agent_key: keys.agent.expose().to_owned(),
            client_id: keys.client_id.clone(),
            client_secret: keys.client_secret.expose().to_owned(),
            connect: stage.link().await?.to_string(),
        })
    }

    /// Settings of clients, as a shell reads them.
    pub(super) fn variables(&self) -> String {
        let Self { host, agent_key, client_id, client_secret, .. } = self;
        format!(
            "export INNKEEPER_URL={host}\nexport INNKEEPER_KEY={agent_key}\nexport INNKEEPER_CLIENT_ID={client_id}\n\
             export INNKEEPER_CLIENT_SECRET={client_secret}\nexport IDENTIFIER={IDENTIFIER}\n"
        )
    }

    /// A first call, to be pasted into a shell.
    fn curl(&self) -> String {
        let Self { host, agent_key, .. } = self;
        let body = json!({ "tool": "bitbucket_repositories_list", "identifier": IDENTIFIER });
        format!(
            "curl -s {host}/v1/invoke -H 'Authorization: Bearer {agent_key}' -H 'Content-Type: application/json' -d '{body}'"
        )
    }

    /// The same for a program.
    pub(super) fn document(&self) -> Value {
        json!({
            "host": self.host,
            "operator_key": self.operator_key,
            "agent_key": self.agent_key,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "identifier": IDENTIFIER,
            "connect": self.connect,
            "curl": self.curl(),
        })
    }
}

impl fmt::Display for Handover {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "\nThe host stays up until Ctrl-C.\n")?;
        writeln!(formatter, "host          {}", self.host)?;
        writeln!(formatter, "operator key  {}", self.operator_key)?;
        writeln!(formatter, "agent key     {}", self.agent_key)?;
        writeln!(formatter, "client id     {}", self.client_id)?;
        writeln!(formatter, "client secret {}", self.client_secret)?;
        writeln!(formatter, "identifier    {IDENTIFIER}")?;
        writeln!(formatter, "connect       {}", self.connect)?;
        write!(formatter, "\n{}", self.curl())
    }
}
