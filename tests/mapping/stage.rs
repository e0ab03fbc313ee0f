//! A host with the built-in connectors, connected accounts, and a recording provider behind it.

use anyhow::{Context, ensure};
use innkeeper_tests::{House, Plan};
use serde_json::{Map, Value};

use crate::answers::Canned;
use crate::declared::Declared;
use crate::knowledge::NEXT;
use crate::recorder::{Recorder, Seen};

pub(crate) struct Stage {
    house: House,
    recorder: Recorder,
}

/// An account that tools are called for, one call at a time.
pub(crate) struct Guest {
    identifier: String,
    /// What its requests are known by.
    token: String,
}

/// What became of a call, and what left the host meanwhile.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: u16,
    /// The kind of the problem; empty where there is none.
    pub(crate) kind: String,
    pub(crate) detail: String,
    /// JSON Pointers to the inputs that were refused.
    pub(crate) refused: Vec<String>,
    pub(crate) seen: Vec<Seen>,
}

impl Stage {
    pub(crate) async fn open() -> anyhow::Result<Self> {
        let recorder = Recorder::start().await?;
        let plan = Plan {
            api_base: Some(recorder.base.clone()),
            settings: |settings| {
                // The tools of the issue tracker are to be seen as well.
                settings.connections.iter_mut().for_each(|one| one.issue_tracker = true);
                Plan::raise_the_budget(settings);
            },
            ..Plan::default()
        };
        Ok(Self { house: House::plan(plan).await?, recorder })
    }

    /// Connects one account more.
    pub(crate) async fn guest(&self, number: usize) -> anyhow::Result<Guest> {
        let identifier = format!("guest-{number}");
        self.house.connect(&identifier).await?;
        Ok(Guest { identifier, token: self.recorder.newcomer()? })
    }

    /// Checks that no request came but the guests'.
    pub(crate) fn ensure_no_strays(&self) -> anyhow::Result<()> {
        let strays = self.recorder.strays();
        ensure!(strays.is_empty(), "these came from nobody's account: {strays:#?}");
        Ok(())
    }

    /// Below what links of the provider lie.
    pub(crate) fn base(&self) -> &str {
        &self.recorder.base
    }

    /// The tools of the built-in connectors.
    pub(crate) async fn tools(&self) -> anyhow::Result<Vec<Declared>> {
        let reply = self.house.get("/v1/tools?detail=full&all=true").await?;
        ensure!(reply.status == 200, "no tools: {}", reply.text);
        let listed = reply.json()["tools"].as_array().context("no list")?.clone();
        let built_in = |tool: &Declared| {
            innkeeper_bundle::CONNECTORS
                .iter()
                .any(|connector| connector.name == format!("{}-{}", tool.provider, tool.toolset))
        };
        Ok(listed.into_iter().map(Declared::of).filter(built_in).collect())
    }

    pub(crate) async fn call(
        &self,
        guest: &Guest,
        tool: &str,
        input: &Map<String, Value>,
        answers: &'static [Canned],
    ) -> anyhow::Result<Outcome> {
        self.recorder.prepare(&guest.token, answers, input.get(NEXT).and_then(Value::as_str));
        let reply = self.house.invoke(&guest.identifier, tool, Value::Object(input.clone())).await?;
        let seen = self.recorder.take(&guest.token);
        let violations = reply.json()["violations"].as_array().cloned().unwrap_or_default();
        let refused = violations.iter().filter_map(|one| one["path"].as_str()).map(str::to_owned).collect();
        Ok(Outcome { status: reply.status, kind: reply.kind(), detail: reply.detail(), refused, seen })
    }
}
