use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::{Effect, PathTemplate, Scope, ToolPolicy, WorkspacePosition};

const TOOLS: [&str; 3] = ["one", "two", "three"];
const SCOPES: [&str; 3] = ["account", "repository", "repository:write"];
const PATHS: [&str; 4] =
    ["/user", "/repositories/{workspace}", "/hooks", "/repositories/{workspace}/{repo_slug}"];
const IMPORTS: [&str; 3] =
    ["innkeeper:connector/log@0.1.0", "wasi:clocks/wall-clock@0.2.3", "wasi:random/random@0.2.3"];
const PROPERTIES: [&str; 2] = ["url", "hook.url"];

fn path(text: &str) -> PathTemplate {
    PathTemplate::parse(text).unwrap()
}

fn some<T: Clone + std::fmt::Debug + 'static>(of: &'static [T]) -> impl Strategy<Value = Vec<T>> {
    subsequence(of, 0..=of.len())
}

fn endpoint(at: &'static str) -> impl Strategy<Value = Endpoint> {
    let workspaces = some(&PROPERTIES).prop_map(|names| {
        names.into_iter().map(|name| WorkspacePosition::Body(name.to_owned())).collect::<Vec<_>>()
    });
    (select(&Method::ALL[..]), some(&PATHS), any::<bool>(), workspaces, some(&PROPERTIES)).prop_map(
        move |(method, within, away, workspaces, callbacks)| Endpoint {
            method,
            template: path(at),
            redirects: Redirects { within: within.into_iter().map(path).collect(), away },
            workspaces,
            callbacks: callbacks.into_iter().map(str::to_owned).collect(),
        },
    )
}

fn tool(name: &'static str) -> impl Strategy<Value = AskedTool> {
    let endpoints = some(&PATHS).prop_flat_map(|paths| paths.into_iter().map(endpoint).collect::<Vec<_>>());
    (select(&Effect::ALL[..]), some(&SCOPES), endpoints, any::<bool>(), any::<bool>()).prop_map(
        move |(effect, scopes, endpoints, idempotent, removed)| {
            let change = || ("2026-08-20".to_owned(), "gone".to_owned());
            let lifecycle = match removed.then(change) {
                Some((since, reason)) => Lifecycle::Removed { since, reason },
                None => Lifecycle::Live,
            };
            let (name, toolset) = (name.to_owned(), "things".to_owned());
            let scopes = scopes.into_iter().map(Scope::from).collect();
            AskedTool {
                policy: ToolPolicy { name, toolset, effect, scopes, endpoints, lifecycle },
                idempotent,
            }
        },
    )
}

fn asks() -> impl Strategy<Value = Asks> {
    let tools = some(&TOOLS).prop_flat_map(|names| names.into_iter().map(tool).collect::<Vec<_>>());
    (select(&["bitbucket", "other"][..]), some(&IMPORTS), tools).prop_map(|(provider, imports, tools)| {
        Asks::new(provider, imports.into_iter().map(str::to_owned), tools)
    })
}

/// Everything that a connector could do, said in another way than the comparison says it: each request under the gates
/// that stand before it, once for every caller whom they let through.
fn powers(asks: &Asks) -> std::collections::BTreeSet<String> {
    let mut powers: std::collections::BTreeSet<String> =
        asks.beside_the_contract().map(|import| format!("import {import}")).collect();
    for AskedTool { policy, idempotent } in &asks.tools {
        let (name, provider) = (&policy.name, &asks.provider);
        powers.insert(format!("{provider} tool {name}"));
        for scope in &policy.scopes {
            powers.insert(format!("{name} scope {scope}"));
        }
        for effect in Effect::ALL.into_iter().filter(|effect| *effect <= policy.effect) {
            powers.insert(format!("{name} may {effect}"));
        }
        if *idempotent {
            powers.insert(format!("{name} again"));
        }
        if policy.lifecycle == Lifecycle::Live {
            powers.insert(format!("{name} live"));
        }
        for endpoint in &policy.endpoints {
            let request = format!("{provider} {name} {} {}", endpoint.method, endpoint.template);
            powers.insert(request.clone());
            powers.extend(endpoint.redirects.within.iter().map(|to| format!("{request} to {to}")));
            if endpoint.redirects.away {
                powers.insert(format!("{request} away"));
            }
            for property in PROPERTIES {
                let position = WorkspacePosition::Body(property.to_owned());
                if !endpoint.workspaces.contains(&position) {
                    powers.insert(format!("{request} any workspace in {property}"));
                }
                if endpoint.callbacks.iter().all(|known| known != property) {
                    powers.insert(format!("{request} unseen {property}"));
                } else {
                    powers.insert(format!("{request} calls {property}"));
                }
            }
            for effect in Effect::ALL.into_iter().filter(|effect| *effect >= policy.effect) {
                if endpoint.method != Method::Get {
                    powers.insert(format!("{request} by who may {effect}"));
                }
            }
        }
    }
    powers
}

/// An upgrade that keeps some of what was approved: those of two strangers are hardly ever let through.
fn mixed(approved: &Asks, mut other: Asks, stays: [bool; 8]) -> Asks {
    let mut stays = stays.into_iter().cycle();
    let mut stays = || stays.next().unwrap_or(true);
    if stays() {
        other.provider.clone_from(&approved.provider);
    }
    if stays() {
        other.imports.clone_from(&approved.imports);
    }
    for tool in &mut other.tools {
        let Some(before) = approved.tool(&tool.policy.name) else { continue };
        if stays() {
            tool.policy.endpoints.clone_from(&before.policy.endpoints);
        }
        if stays() {
            tool.policy.scopes.clone_from(&before.policy.scopes);
        }
        if stays() {
            tool.policy.effect = before.policy.effect;
        }
        if stays() {
            tool.policy.lifecycle.clone_from(&before.policy.lifecycle);
        }
    }
    other
}

proptest! {
    /// The promise: whatever an upgrade could do that its older version could not, it is not let through.
    #[test]
    fn what_is_let_through_has_no_new_power(approved in asks(), other in asks(), stays in any::<[bool; 8]>()) {
        let wanted = mixed(&approved, other, stays);
        let gained: Vec<String> = powers(&wanted).difference(&powers(&approved)).cloned().collect();
        let more = more_than_approved(Some(&approved), &wanted);
        if more.is_empty() {
            prop_assert!(gained.is_empty(), "{gained:?}");
        }
    }

    #[test]
    fn an_added_request_scope_import_or_effect_is_named(before in asks(), at in 0_usize..3, kind in 0_u8..5) {
        prop_assume!(!before.tools.is_empty());
        let mut wanted = before.clone();
        let at = at % wanted.tools.len();
        let policy = &mut wanted.tools[at].policy;
        let name = policy.name.clone();
        let (what, item) = match kind {
            0 => {
                let redirects = Redirects::default();
                let (workspaces, callbacks) = (Vec::new(), Vec::new());
                policy.endpoints.push(Endpoint { method: Method::Delete, template: path("/new"), redirects, workspaces, callbacks });
                (Extra::Endpoint, "DELETE /new".to_owned())
            }
            1 => {
                policy.scopes.insert(Scope::new("admin"));
                (Extra::Scope, "admin".to_owned())
            }
            2 => {
                wanted.imports.insert("wasi:sockets/tcp@0.2.3".to_owned());
                (Extra::Import, "wasi:sockets/tcp@0.2.3".to_owned())
            }
            3 => {
                prop_assume!(policy.effect != Effect::Destructive);
                let was = std::mem::replace(&mut policy.effect, Effect::Destructive);
                (Extra::Effect, format!("destructive, was {was}"))
            }
            _ => {
                prop_assume!(!policy.endpoints.is_empty());
                policy.endpoints[0].callbacks.push("target".to_owned());
                (Extra::Callback, format!("`target` of {}", request(&policy.endpoints[0])))
            }
        };
        let tool = (what != Extra::Import).then_some(name);
        prop_assert_eq!(more_than_approved(Some(&before), &wanted), vec![More { what, tool, item }]);
    }

    #[test]
    fn taking_away_is_no_more(before in asks(), keep in prop::collection::vec(any::<bool>(), 64)) {
        let mut wanted = before.clone();
        let mut keep = keep.into_iter().cycle();
        let mut next = || keep.next().unwrap_or(true);
        wanted.tools.retain(|_| next());
        wanted.imports.retain(|_| next());
        for tool in &mut wanted.tools {
            tool.policy.endpoints.retain(|_| next());
            tool.policy.scopes = tool.policy.scopes.iter().filter(|_| next()).cloned().collect();
            tool.idempotent &= next();
            for endpoint in &mut tool.policy.endpoints {
                endpoint.redirects.within.retain(|_| next());
                endpoint.redirects.away &= next();
            }
        }
        prop_assert_eq!(more_than_approved(Some(&before), &wanted), vec![]);
    }

    #[test]
    fn the_same_is_no_more_and_without_an_approval_everything_is(asks in asks()) {
        prop_assert_eq!(more_than_approved(Some(&asks), &asks), vec![]);
        let all = more_than_approved(None, &asks);
        let requests: usize = asks.tools.iter().map(|tool| tool.policy.endpoints.len()).sum();
        prop_assert_eq!(all.iter().filter(|more| more.what == Extra::Endpoint).count(), requests);
        prop_assert_eq!(all.iter().filter(|more| more.what == Extra::Tool).count(), asks.tools.len());
        let text = serde_json::to_string(&asks).unwrap();
        prop_assert_eq!(serde_json::from_str::<Asks>(&text).unwrap(), asks);
    }
}

fn deletion() -> AskedTool {
    let endpoint = Endpoint {
        method: Method::Delete,
        template: path("/hooks"),
        redirects: Redirects::default(),
        workspaces: vec![WorkspacePosition::Body("workspace".to_owned())],
        callbacks: vec!["url".to_owned()],
    };
    let policy = ToolPolicy {
        name: "hook_delete".to_owned(),
        toolset: "things".to_owned(),
        effect: Effect::Destructive,
        scopes: ScopeSet::new(),
        endpoints: vec![endpoint],
        lifecycle: Lifecycle::Live,
    };
    AskedTool { policy, idempotent: false }
}

fn said(change: impl FnOnce(&mut AskedTool)) -> Vec<String> {
    let before = Asks::new("bitbucket", [], [deletion()]);
    let mut changed = deletion();
    change(&mut changed);
    let wanted = Asks::new("bitbucket", [], [changed]);
    more_than_approved(Some(&before), &wanted).iter().map(ToString::to_string).collect()
}

#[test]
fn a_milder_name_for_the_same_deletion_is_more() {
    let milder = said(|tool| tool.policy.effect = Effect::Read);
    assert_eq!(milder, ["hook_delete: effect read, was destructive, and it still sends DELETE /hooks"]);
}

#[test]
fn a_gate_that_is_no_longer_declared_is_more() {
    let unguarded = said(|tool| tool.policy.endpoints[0].workspaces.clear());
    assert_eq!(
        unguarded,
        ["hook_delete: workspace no longer checks the body property `workspace` of DELETE /hooks"]
    );
    let silent = said(|tool| tool.policy.endpoints[0].callbacks.clear());
    assert_eq!(silent, ["hook_delete: callback no longer says that `url` of DELETE /hooks is called"]);
    assert_eq!(said(|tool| tool.idempotent = true), ["hook_delete: repeat its requests may be sent again"]);
}

#[test]
fn a_tool_that_moves_to_another_provider_is_more() {
    let before = Asks::new("bitbucket", [], [deletion()]);
    let wanted = Asks::new("other", [], [deletion()]);
    let more = more_than_approved(Some(&before), &wanted);
    assert_eq!(more[0].to_string(), "provider other, was bitbucket");
}
