//! What a listing says of a tool is what a call says: every tool, for every kind of account and of caller.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt;
use innkeeper::{Caller, Filter, InvokeRequest, Kind, Listed, Readiness, Role, Settings};
use innkeeper_policy::{CallerRights, Effect, Effects};
use innkeeper_simulator::Scope;
use innkeeper_tests::{House, Plan, sample};
use reqwest::Method;
use serde_json::{Map, Value, json};

/// Calls in flight: each waits for the disk.
const AT_ONCE: usize = 32;

/// On whose behalf, through which connection.
type Whom = (&'static str, Option<&'static str>);

fn caller(role: Role, effects: &[Effect], toolsets: Option<&[&str]>, bound_to: Option<&str>) -> Caller {
    Caller {
        id: "a test".to_owned(),
        role,
        rights: CallerRights {
            effects: effects.iter().copied().collect::<Effects>(),
            toolsets: toolsets.map(|all| all.iter().map(|&one| one.to_owned()).collect::<BTreeSet<_>>()),
        },
        bound_to: bound_to.map(str::to_owned),
        ends_at: None,
    }
}

fn callers() -> Vec<Caller> {
    use Effect::{Destructive, Read, Write};
    vec![
        Caller::local_operator(),
        caller(Role::Agent, &[Read, Write], None, None),
        caller(Role::Agent, &[Read], None, None),
        caller(Role::Agent, &[Read, Write, Destructive], Some(&["pull-requests", "access", "issues"]), None),
        caller(Role::Agent, &[], None, None),
        caller(Role::Auditor, &[], None, None),
    ]
}

/// Inputs that every tool takes: what is required, and the workspace.
fn input(listed: &Listed) -> Value {
    let schema = &listed.entry.tool.input_schema;
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let wanted: BTreeSet<&str> = required.chain(["workspace"]).collect();
    let properties = schema["properties"].as_object().into_iter().flatten().enumerate();
    let values = properties
        .filter(|(_, (name, _))| wanted.contains(name.as_str()))
        .map(|(at, (name, schema))| (name.clone(), sample::of(name, schema, at)));
    let input = Value::Object(values.collect::<Map<String, Value>>());
    let validator = listed.entry.tool.validator.get().unwrap();
    assert!(validator.is_valid(&input), "{}: {input}", listed.entry.tool.name());
    input
}

async fn call(house: &House, caller: &Caller, listed: &Listed, whom: Whom) -> Result<(), Kind> {
    let request = InvokeRequest {
        tool: listed.entry.tool.name().to_owned(),
        input: input(listed),
        identifier: Some(whom.0.to_owned()),
        account_id: None,
        connection: whom.1.map(str::to_owned),
        max_bytes: None,
        reason: None,
        idempotency_key: None,
        dry_run: true,
    };
    match house.host.invoke(caller, request).await {
        Ok(_) => Ok(()),
        Err(problem) => Err(problem.kind),
    }
}

/// Whether a call may end like this where a listing says that.
fn agree(readiness: &Readiness, outcome: Result<(), Kind>) -> bool {
    match (readiness, outcome) {
        // The input satisfies its schema, so only the connector can find it wrong: it was called.
        (Readiness::Ready { .. }, Ok(()) | Err(Kind::BadInput))
        | (Readiness::NeedsConnection { .. }, Err(Kind::AccountNotFound | Kind::AuthRequired))
        | (Readiness::NeedsReauth { .. }, Err(Kind::AuthRequired))
        | (Readiness::NeedsScope { .. }, Err(Kind::ScopeMissing))
        | (Readiness::Ambiguous { .. }, Err(Kind::AccountAmbiguous)) => true,
        (Readiness::Denied { layer, .. }, Err(kind)) => match *layer {
            "lifecycle" => kind == Kind::ToolRemoved,
            "toolset" | "effect" | "role" => kind == Kind::PolicyDenied,
            _ => false,
        },
        _ => false,
    }
}

/// Holds every tool's readiness against a dry run, and counts the states.
async fn check(house: &House, whoms: &[Whom]) -> BTreeMap<String, usize> {
    let mut states = BTreeMap::new();
    for caller in callers() {
        for &whom in whoms {
            let filter = Filter {
                all: true,
                identifier: Some(whom.0.to_owned()),
                connection: whom.1.map(str::to_owned),
                ..Filter::default()
            };
            let mut listed = house.host.list_tools(&caller, &filter).await.unwrap();
            // The hostile connector's tools do as they like.
            listed.retain(|one| one.entry.tool.name().starts_with("bitbucket_"));
            assert_eq!(listed.len(), 194);
            let outcomes = futures_util::stream::iter(&listed)
                .map(|one| call(house, &caller, one, whom))
                .buffered(AT_ONCE)
                .collect::<Vec<_>>()
                .await;
            for (one, outcome) in listed.iter().zip(outcomes) {
                let readiness = one.readiness.as_ref().unwrap();
                let name = one.entry.tool.name();
                assert!(agree(readiness, outcome), "{name} for {whom:?}: {readiness:?}, and {outcome:?}");
                let state = json!(readiness)["state"].as_str().unwrap().to_owned();
                *states.entry(state).or_default() += 1;
            }
        }
    }
    states
}

async fn put(house: &House, connection: &str, identifier: &str) {
    let path = format!("/v1/connections/{connection}/accounts/{identifier}");
    assert_eq!(house.post(&format!("{path}/links"), json!({})).await.unwrap().status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tool_is_as_ready_as_a_call_says() {
    let house = House::plan(Plan::with_two_connections()).await.unwrap();
    house.connect("alice").await.unwrap();
    put(&house, "bitbucket", "bob").await;
    let carol = house.connect("carol").await.unwrap();
    let path = format!("/v1/accounts/{}/revoke", carol["id"].as_str().unwrap());
    assert_eq!(house.post(&path, json!({})).await.unwrap().status, 200);
    house.connect("dora").await.unwrap();
    put(&house, "second", "dora").await;
    let states = check(
        &house,
        &[
            ("alice", None),
            ("alice", Some("second")),
            ("bob", None),
            ("carol", None),
            ("dora", None),
            ("dora", Some("bitbucket")),
            ("nobody", None),
        ],
    )
    .await;
    for state in ["READY", "NEEDS_CONNECTION", "NEEDS_REAUTH", "AMBIGUOUS", "DENIED"] {
        assert!(states.contains_key(state), "{states:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrow_grant_is_told_before_a_call_as_well() {
    let settings = |settings: &mut Settings| {
        for connection in &mut settings.connections {
            connection.issue_tracker = true;
        }
    };
    let scopes = Some(vec![Scope::Account, Scope::Pullrequest]);
    let house = House::plan(Plan { settings, scopes, ..Plan::default() }).await.unwrap();
    house.connect("alice").await.unwrap();
    let states = check(&house, &[("alice", None), ("nobody", None)]).await;
    for state in ["READY", "NEEDS_SCOPE", "NEEDS_CONNECTION", "DENIED"] {
        assert!(states.contains_key(state), "{states:?}");
    }
    let shown = house.get("/v1/tools/bitbucket_pipeline_stop?identifier=alice").await.unwrap().json();
    let readiness = &shown["readiness"];
    assert_eq!(
        (&readiness["state"], &readiness["missing_scopes"]),
        (&json!("NEEDS_SCOPE"), &json!(["pipeline:write"]))
    );
    assert_eq!(readiness["connections"][0]["link"], "POST /v1/connections/bitbucket/accounts/alice/links");
}

#[tokio::test]
async fn a_tool_that_waits_for_consent_says_which_call_makes_the_link() {
    let house = House::open().await.unwrap();
    let shown = house.get("/v1/tools/bitbucket_user_get?identifier=a%2Fb%20c").await.unwrap().json();
    let readiness = &shown["readiness"];
    assert_eq!(readiness["state"], "NEEDS_CONNECTION", "{readiness}");
    let link = readiness["connections"][0]["link"].as_str().unwrap();
    let path = link.strip_prefix("POST ").unwrap();
    assert_eq!(house.post(path, json!({})).await.unwrap().status, 201);
    let shown = house.get("/v1/tools/bitbucket_user_get?identifier=a%2Fb%20c").await.unwrap().json();
    assert!(shown["readiness"]["reason"].as_str().unwrap().contains("PENDING"), "{shown}");
}

async fn names(house: &House, key: &str, query: &str) -> Vec<String> {
    let reply = house.request(Method::GET, &format!("/v1/tools?{query}"), key, None).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    let tools = reply.json()["tools"].as_array().unwrap().clone();
    tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_a_caller_can_never_call_is_hidden_until_it_asks() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let narrow = json!({ "role": "agent", "name": "narrow", "identifier": "alice",
        "effects": ["read"], "toolsets": ["pull-requests", "issues"] });
    let key = house.key(narrow).await.unwrap();
    let reply = house.request(Method::GET, "/v1/tools", &key, None).await.unwrap().json();
    let tools = reply["tools"].as_array().unwrap();
    assert!(!tools.is_empty());
    for tool in tools {
        assert_eq!((&tool["effect"], &tool["toolset"]), (&json!("read"), &json!("pull-requests")), "{tool}");
        assert_eq!(tool["readiness"]["state"], "READY", "a bound key is asked for nobody else: {tool}");
    }
    let all = house.request(Method::GET, "/v1/tools?all=true", &key, None).await.unwrap().json();
    let why = |name: &str| {
        let tool = all["tools"].as_array().unwrap().iter().find(|tool| tool["name"] == name).unwrap().clone();
        (tool["readiness"]["state"].clone(), tool["readiness"]["layer"].clone())
    };
    assert_eq!(why("bitbucket_pull_request_merge"), (json!("DENIED"), json!("effect")));
    assert_eq!(why("bitbucket_user_get"), (json!("DENIED"), json!("toolset")));
    assert_eq!(why("bitbucket_issues_list"), (json!("DENIED"), json!("lifecycle")));
    let others = house.request(Method::GET, "/v1/tools?identifier=bob", &key, None).await.unwrap();
    assert_eq!((others.status, others.kind().as_str()), (403, "POLICY_DENIED"), "{}", others.text);
    for format in ["openai", "anthropic", "mcp"] {
        let foreign =
            house.request(Method::GET, &format!("/v1/tools?format={format}"), &key, None).await.unwrap();
        assert_eq!(foreign.json()["tools"].as_array().unwrap().len(), tools.len(), "{format}");
        assert!(!foreign.text.contains("readiness"), "{format}");
    }
}

#[tokio::test]
async fn an_auditor_sees_what_there_is_and_that_it_cannot_call() {
    let house = House::open().await.unwrap();
    let key = house.key(json!({ "role": "auditor", "name": "reader" })).await.unwrap();
    let operator = house.key(json!({ "role": "operator", "name": "o" })).await.unwrap();
    let all = names(&house, &operator, "").await;
    assert_eq!(names(&house, &key, "").await, all);
    let reply = house.request(Method::GET, "/v1/tools/bitbucket_user_get", &key, None).await.unwrap();
    assert_eq!(reply.json()["readiness"]["layer"], "role", "{}", reply.text);
}

#[tokio::test]
async fn a_connection_without_anybody_is_refused() {
    let house = House::open().await.unwrap();
    let reply = house.get("/v1/tools?connection=bitbucket").await.unwrap();
    assert_eq!((reply.status, reply.kind().as_str()), (422, "BAD_INPUT"), "{}", reply.text);
    let reply = house.get("/v1/tools?connection=nothing&identifier=alice").await.unwrap();
    assert_eq!((reply.status, reply.kind().as_str()), (404, "NOT_FOUND"), "{}", reply.text);
}
