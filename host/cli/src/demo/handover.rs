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
    connect: String,
}

impl Handover {
    pub(super) async fn of(stage: &Stage) -> anyhow::Result<Self> {
        let keys = stage.keys();
        Ok(Self {
            host: stage.public_url().to_string(),
            operator_key: keys.operator.expose().to_owned(),
            agent_key: keys.agent.expose().to_owned(),
            connect: stage.link().await?.to_string(),
        })
    }

    /// A first call, to be pasted into a shell.
    fn curl(&self) -> String {
        let Self { host, agent_key, .. } = self;
        let body = json!({ "tool": "bitbucket_repositories_list", "identifier": IDENTIFIER });
        format!(
            "curl -s {host}v1/invoke -H 'Authorization: Bearer {agent_key}' -H 'Content-Type: application/json' -d '{body}'"
        )
    }

    /// The same for a program.
    pub(super) fn document(&self) -> Value {
        json!({
            "host": self.host,
            "operator_key": self.operator_key,
            "agent_key": self.agent_key,
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
        writeln!(formatter, "connect       {}", self.connect)?;
        write!(formatter, "\n{}", self.curl())
    }
}
