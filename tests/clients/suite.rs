//! A house for a suite, and how a suite is run.

use std::process::Stdio;

use innkeeper::Kind;
use innkeeper_tests::{House, Plan, tell};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::control::Control;

/// What a suite runs against.
pub(crate) struct Stage {
    pub(crate) house: House,
    control: Control,
}

impl Stage {
    /// A house with two connections in which alice is connected, and its control.
    pub(crate) async fn set() -> Self {
        let house = House::plan(Plan::with_two_connections()).await.unwrap();
        house.connect("alice").await.unwrap();
        let control = Control::start(&house).await;
        Self { house, control }
    }

    async fn key(&self, new: Value) -> Value {
        let made = self.house.post("/v1/keys", new).await.unwrap();
        assert_eq!(made.status, 201, "{}", made.text);
        made.json()
    }

    /// Runs a suite to its end: what it said is the failure where it fails.
    pub(crate) async fn run(&self, mut suite: Command) {
        let operator = self.key(json!({ "role": "operator", "name": "suite" })).await;
        let reader = self.key(json!({ "role": "agent", "name": "reader", "effects": ["read"] })).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        suite
            .env("INNKEEPER_URL", self.house.url.as_str())
            .env("INNKEEPER_CLIENT_ID", text(&operator["client_id"]))
            .env("INNKEEPER_CLIENT_SECRET", text(&operator["client_secret"]))
            .env("READER_KEY", text(&reader["key"]))
            .env("CONTROL_URL", self.control.url.as_str())
            .env("KINDS", kinds().join(" "))
            .stdin(Stdio::null());
        let output = suite.output().await.unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}\n{said}\n{complained}", output.status);
        let counted = said.lines().rev().find(|line| line.contains(" passed") || line.contains("# pass "));
        tell(format_args!("{}", counted.expect("a suite says how many tests it ran").trim()));
    }
}

/// Every kind of problem there is, as the wire has it: what `serde` says that it would have taken.
fn kinds() -> Vec<String> {
    let refused = serde_json::from_str::<Kind>("\"NOBODY\"").unwrap_err().to_string();
    let (_, known) = refused.split_once("expected one of ").unwrap();
    let kinds: Vec<String> = known.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(kinds.contains(&"BAD_INPUT".to_owned()) && kinds.contains(&"INTERNAL".to_owned()), "{refused}");
    kinds
}
