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
        let data = reply.data();
        self.must_be_as_described(tool, &data);
        data
    }

    /// An answer satisfies its tool's output schema, and one of nothing is from a tool that says so, and the other way
    /// round: a schema alone takes an empty object for many things.
    fn must_be_as_described(&self, tool: &str, data: &Value) {
        let entry = self.house.host.catalogue().get(tool).unwrap();
        let schema =
            entry.tool.output_schema.as_ref().unwrap_or_else(|| panic!("{tool} has no output schema"));
        let validator = jsonschema::draft202012::new(schema).unwrap();
        if let Err(error) = validator.validate(data) {
            panic!("{tool} answers what it does not describe: {error}\n{schema}\n{data}");
        }
        let says_nothing = schema["title"] == "An empty object: it worked";
        assert_eq!(says_nothing, *data == json!({}), "{tool}: {schema} and {data}");
        let says_text = schema["properties"].get("content_type").is_some();
        assert_eq!(says_text, data.get("content_type").is_some(), "{tool}: {schema} and {data}");
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
