//! The agent: calls tools over HTTP with its own key, on behalf of the demo's user.

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::IDENTIFIER;
use crate::api::{Api, Request};
use crate::failure::ApiProblem;

/// Whoever has the agent's key.
pub(super) struct Agent {
    api: Api,
}

/// A call that was answered.
pub(super) struct Called {
    /// The tool.
    pub(super) tool: &'static str,
    /// What it was given.
    pub(super) input: Value,
    /// The whole answer.
    pub(super) reply: Value,
}

impl Agent {
    pub(super) fn new(api: Api) -> Self {
        Self { api }
    }

    /// Calls a tool that is expected to answer.
    pub(super) async fn call(&self, tool: &'static str, input: Value) -> anyhow::Result<Called> {
        let reply = self.invoke(tool, &input).await.with_context(|| format!("{tool} was not answered"))?;
        Ok(Called { tool, input, reply })
    }

    /// Calls a tool that is expected to be refused, and takes the problem document.
    pub(super) async fn call_in_vain(&self, tool: &str, input: &Value) -> anyhow::Result<Value> {
        match self.invoke(tool, input).await {
            Ok(_) => bail!("{tool} was answered, and should have been refused"),
            Err(error) => error
                .downcast::<ApiProblem>()
                .map(|problem| problem.document().clone())
                .context("no problem document"),
        }
    }

    async fn invoke(&self, tool: &str, input: &Value) -> anyhow::Result<Value> {
        let body = json!({ "tool": tool, "identifier": IDENTIFIER, "input": input });
        self.api.call(Request::post(&["v1", "invoke"]).body(body)).await?.value()
    }
}

impl Called {
    /// What the tool gave.
    pub(super) fn data(&self) -> &Value {
        &self.reply["data"]
    }

    /// A text of what the tool gave, by its pointer.
    pub(super) fn text(&self, pointer: &str) -> anyhow::Result<&str> {
        let found = self.data().pointer(pointer).and_then(Value::as_str);
        found.with_context(|| format!("the answer of {} has no text at {pointer}", self.tool))
    }
}
