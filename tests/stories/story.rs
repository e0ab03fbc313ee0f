//! One story: a house, somebody whose account is connected, and the calls that worked.

use std::collections::BTreeSet;
use std::sync::Mutex;

use innkeeper::Settings;
use innkeeper_tests::{House, Plan, Reply};
use serde_json::{Value, json};

/// A story that is being told. Its calls are `alice`'s, who administers the workspace `acme`.
pub(crate) struct Story {
    pub(crate) house: House,
    told: Mutex<BTreeSet<String>>,
}

impl Story {
    /// Opens a house whose connection still has the issue tracker, and connects alice with every scope.
    pub(crate) async fn begin() -> Self {
        let settings = |settings: &mut Settings| {
            for connection in &mut settings.connections {
                connection.issue_tracker = true;
            }
        };
        let plan = Plan { settings, ..Plan::default() };
        let house = House::plan(plan).await.unwrap();
        house.connect("alice").await.unwrap();
        Self { house, told: Mutex::default() }
    }

    /// Calls a tool that has to work, and gives the `data` of its answer.
    pub(crate) async fn call(&self, tool: &str, input: Value) -> Value {
        let reply = self.reply(tool, input).await;
        assert_eq!(reply.status, 200, "{tool}: {}", reply.text);
        self.told.lock().unwrap().insert(tool.to_owned());
        reply.data()
    }

    /// Calls a tool that has to fail with this kind of problem, and gives the problem.
    pub(crate) async fn refused(&self, tool: &str, input: Value, kind: &str) -> Value {
        let reply = self.reply(tool, input).await;
        assert_eq!(reply.kind(), kind, "{tool}: {}", reply.text);
        reply.json()
    }

    /// Calls a tool, and gives the whole reply. In `acme`, unless the input says otherwise.
    pub(crate) async fn reply(&self, tool: &str, mut input: Value) -> Reply {
        if input.get("workspace").is_none() && takes_workspace(tool) {
            input["workspace"] = json!("acme");
        }
        self.house.invoke("alice", tool, input).await.unwrap()
    }

    /// Ends the story: it told of these tools, and of no others.
    pub(crate) fn end(self, tells: &[&str]) {
        let told = self.told.into_inner().unwrap();
        assert_eq!(told, tells.iter().map(|&name| name.to_owned()).collect());
    }
}

/// The tools about the person behind the account know no workspace.
fn takes_workspace(tool: &str) -> bool {
    !matches!(tool, "bitbucket_user_get" | "bitbucket_user_emails_list" | "bitbucket_workspaces_list")
}
