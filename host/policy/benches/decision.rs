//! What a decision costs: the gate before a call, and the gate before a request with and without its path.
//!
//! `cargo bench -p innkeeper-policy --bench decision`. What they allocate is a test: `allocations`.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use innkeeper_policy::{
    CallerRights, Effect, Effects, Endpoint, Implications, IssueTracker, Lifecycle, Method, Outgoing,
    PathTemplate, Pin, Redirects, Scope, ScopeSet, ToolPolicy, Workspace, authorize, decide,
};

/// As many endpoints as the tool with the most has, and the one that is asked for the last of them.
const TEMPLATES: [&str; 4] = [
    "/repositories/{workspace}",
    "/repositories/{workspace}/{repo_slug}",
    "/repositories/{workspace}/{repo_slug}/pullrequests",
    "/repositories/{workspace}/{repo_slug}/refs/branches/{name}",
];
/// Scopes of a grant that has everything.
const SCOPES: &str = "account email issue issue:write pipeline pipeline:write project pullrequest pullrequest:write \
                      repository repository:admin repository:write snippet snippet:write variable webhook wiki";

fn tool() -> ToolPolicy {
    let endpoint = |template: &str| Endpoint {
        method: Method::Get,
        template: PathTemplate::parse(template).unwrap(),
        redirects: Redirects::default(),
        workspaces: Vec::new(),
        callbacks: Vec::new(),
    };
    ToolPolicy {
        name: "bitbucket_branch_get".to_owned(),
        toolset: "branches-tags".to_owned(),
        effect: Effect::Read,
        scopes: ScopeSet::parse_list("pullrequest repository"),
        endpoints: TEMPLATES.map(endpoint).into(),
        lifecycle: Lifecycle::Live,
    }
}

fn decisions(criterion: &mut Criterion) {
    let tool = tool();
    let caller = CallerRights {
        effects: Effects::READ_WRITE,
        toolsets: Some(["branches-tags", "commits", "pipelines", "repositories"].map(str::to_owned).into()),
    };
    let implied = Implications::new([
        (Scope::new("repository:write"), ScopeSet::parse_list("repository")),
        (Scope::new("pullrequest"), ScopeSet::parse_list("repository")),
    ]);
    let granted = ScopeSet::parse_list(SCOPES);
    criterion.bench_function("decide on a call", |bencher| {
        bencher.iter(|| {
            decide(black_box(&tool), black_box(&caller), black_box(&granted), &implied, IssueTracker::Gone)
        });
    });

    let workspace =
        |number| Workspace { slug: format!("team-{number}"), uuid: Some(format!("{{{number:036}}}")) };
    let pin = Pin::new((0..10).map(workspace).collect());
    let params = [("workspace", "team-9"), ("repo_slug", "shop"), ("name", "feature/cart")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let request = Outgoing {
        method: Method::Get,
        template: TEMPLATES[3],
        params: &params,
        query: &[],
        json_body: None,
    };
    criterion.bench_function("authorize a request and write its path", |bencher| {
        bencher.iter(|| authorize(black_box(&tool), black_box(&pin), black_box(&request)));
    });
    criterion.bench_function("write the path alone", |bencher| {
        bencher.iter(|| tool.endpoints[3].template.expand(black_box(&params)));
    });
}

criterion_group!(benches, decisions);
criterion_main!(benches);
