//! Every place where a request can name a workspace, with every way to write one: sent where the account may touch it,
//! refused before anything is sent where it may not.

use innkeeper_simulator::Fault;
use innkeeper_tests::{House, Plan, Reply};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde_json::{Value, json};

/// Where a workspace stands.
#[derive(Clone, Copy, Debug)]
enum Position {
    /// `workspace` of a tool: the path.
    Path,
    /// The path, as a connector fills it in by itself.
    GuestsPath,
    /// A query parameter that the connector declares.
    Query,
    /// A fork's destination.
    BodyObject,
    /// A pull request's source, as `workspace/repository`.
    BodyFullName,
    /// A revision that is compared, as `workspace/repository:commit`.
    Revision,
    /// A link of the provider, such as a page's `next`.
    Link,
    /// Where the provider redirects to.
    Redirect,
}

const POSITIONS: [Position; 8] = [
    Position::Path,
    Position::GuestsPath,
    Position::Query,
    Position::BodyObject,
    Position::BodyFullName,
    Position::Revision,
    Position::Link,
    Position::Redirect,
];

/// What is sent anyway, because it does not hold the workspace.
const fn first(position: Position) -> usize {
    match position {
        Position::Redirect => 1,
        _ => 0,
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

async fn call(house: &House, position: Position, workspace: &str) -> Reply {
    let base = house.simulator.api_base();
    let (tool, input) = match position {
        Position::Path => ("bitbucket_repositories_list", json!({ "workspace": workspace })),
        Position::GuestsPath => ("send_dotdot", json!({ "workspace": "acme", "value": workspace })),
        Position::Query => ("send_owner", json!({ "workspace": "acme", "owner": workspace })),
        Position::BodyObject => (
            "bitbucket_repository_fork",
            json!({ "workspace": "acme", "repo_slug": "website", "workspace_destination": workspace }),
        ),
        Position::BodyFullName => (
            "bitbucket_pull_request_create",
            json!({
                "workspace": "acme", "repo_slug": "website", "title": "x",
                "source_branch": "main", "source_repository": format!("{workspace}/website"),
            }),
        ),
        Position::Revision => (
            "bitbucket_diffstat_get",
            json!({ "workspace": "acme", "repo_slug": "website", "spec": format!("main..{workspace}/x:main") }),
        ),
        Position::Link => {
            let link = format!("{base}/repositories/{}?page=1", encoded(workspace));
            ("follow_link", json!({ "workspace": "acme", "link": link }))
        }
        Position::Redirect => {
            let to = format!("{base}/repositories/{}/website/diff/a..b", encoded(workspace));
            house.simulator.control().fail_next_on("/pullrequests/1/diff", Fault::RedirectTo(to));
            let input = json!({ "workspace": "acme", "repo_slug": "website", "pull_request_id": 1 });
            ("bitbucket_pull_request_diff_get", input)
        }
    };
    house.invoke("alice", tool, input).await.unwrap()
}

fn sent(house: &House) -> usize {
    house.simulator.control().api_requests().len()
}

/// As the provider gives it: in braces.
fn uuid(house: &House, slug: &str) -> String {
    house.simulator.control().workspace_uuid(slug).unwrap()
}

/// The ways to write the UUID of a workspace.
fn spellings(house: &House, slug: &str) -> Vec<String> {
    let braced = uuid(house, slug);
    let bare = braced.trim_matches(['{', '}']).to_owned();
    vec![slug.to_owned(), slug.to_uppercase(), braced.to_uppercase(), bare.to_uppercase(), bare, braced]
}

#[tokio::test]
async fn every_spelling_of_an_own_workspace_is_sent() {
    let house = House::pinned_to("acme").await.unwrap();
    for position in POSITIONS {
        for inside in spellings(&house, "acme") {
            let before = sent(&house);
            let reply = call(&house, position, &inside).await;
            assert_ne!(reply.kind(), "POLICY_DENIED", "{position:?} {inside}: {}", reply.text);
            assert!(sent(&house) > before + first(position), "{position:?} {inside}: {}", reply.text);
        }
    }
}

#[tokio::test]
async fn a_path_is_written_as_the_provider_writes_it() {
    let house = House::pinned_to("acme").await.unwrap();
    let braced = encoded(&uuid(&house, "acme")).replace("%2D", "-");
    for inside in spellings(&house, "acme") {
        let reply = call(&house, Position::Path, &inside).await;
        assert_eq!(reply.status, 200, "{inside}: {}", reply.text);
        let path = house.simulator.control().api_requests().pop().unwrap().path;
        let named = if inside.eq_ignore_ascii_case("acme") { "acme" } else { &braced };
        assert_eq!(path, format!("/2.0/repositories/{named}"), "{inside}");
    }
    let reply = house.invoke("alice", "bitbucket_repositories_list", json!({})).await.unwrap();
    assert_eq!(reply.status, 200, "the only workspace is filled in: {}", reply.text);
    let path = house.simulator.control().api_requests().pop().unwrap().path;
    assert_eq!(path, "/2.0/repositories/acme");
}

#[tokio::test]
async fn nothing_is_sent_for_another_workspace_however_it_is_written() {
    let house = House::pinned_to("acme").await.unwrap();
    let tricks = [
        "",
        "{}",
        "{acme}",
        "acme ",
        " acme",
        "acme\t",
        "acme\0",
        "acme%00",
        "%61cme",
        "acme%2Fwebsite",
        "acme/..",
        "acme/../globex",
        "acme%2F..%2Fglobex",
        "acme%252F..%252Fglobex",
        "acme\\..\\globex",
        "..",
        "*",
        "acme,globex",
        "acme;globex",
        "acme?x",
        "acme#",
        "\u{ff41}cme",
        "acme\u{200b}",
    ];
    let others = spellings(&house, "globex").into_iter();
    for outside in others.chain(tricks.map(str::to_owned)) {
        for position in POSITIONS {
            let before = sent(&house);
            let reply = call(&house, position, &outside).await;
            let kinds = ["POLICY_DENIED", "BAD_INPUT", "GUEST_EGRESS_DENIED"];
            assert!(kinds.contains(&reply.kind().as_str()), "{position:?} {outside:?}: {}", reply.text);
            assert_eq!(sent(&house), before + first(position), "{position:?} {outside:?} left the host");
        }
    }
}

#[tokio::test]
async fn a_denial_of_a_known_place_says_which_and_what_to_do() {
    let house = House::pinned_to("acme").await.unwrap();
    for (position, said) in [
        (Position::Path, "input `workspace`"),
        (Position::GuestsPath, "path parameter `workspace`"),
        (Position::Query, "query parameter `owner`"),
        (Position::BodyObject, "body property `workspace.slug`"),
        (Position::BodyFullName, "body property `source.repository.full_name`"),
        (Position::Revision, "revision"),
        (Position::Link, "path of the link"),
        (Position::Redirect, "redirects to"),
    ] {
        for outside in ["globex".to_owned(), uuid(&house, "globex")] {
            let reply = call(&house, position, &outside).await;
            assert_eq!(
                (reply.status, reply.kind().as_str()),
                (403, "POLICY_DENIED"),
                "{position:?}: {}",
                reply.text
            );
            assert_eq!(reply.json()["layer"], "workspace-pin", "{position:?}");
            assert!(reply.detail().contains(said), "{position:?}: {}", reply.text);
        }
    }
}

#[tokio::test]
async fn a_pin_is_narrowed_by_any_spelling() {
    for (index, place) in (0..6).zip(["slug", "SLUG", "{UUID}", "UUID", "uuid", "{uuid}"]) {
        let house = House::open().await.unwrap();
        let account = house.connect("alice").await.unwrap();
        let path = format!("/v1/accounts/{}", account["id"].as_str().unwrap());
        let operator = house.key(json!({ "role": "operator", "name": "test" })).await.unwrap();
        let narrow = async |names: Value| {
            let body = Some(json!({ "workspaces": names }));
            house.request(Method::PATCH, &path, &operator, body).await.unwrap()
        };
        for nothing in ["", "{}", "{acme}", "initech"] {
            assert_eq!(narrow(json!([nothing])).await.kind(), "BAD_INPUT", "{nothing}");
        }
        let given = spellings(&house, "acme").swap_remove(index);
        let narrowed = narrow(json!([given])).await;
        assert_eq!(narrowed.json()["workspaces"]["allowed"], json!(["acme"]), "{place}: {}", narrowed.text);
        for wider in spellings(&house, "globex") {
            assert_eq!(narrow(json!([wider])).await.kind(), "BAD_INPUT", "{wider}");
        }
    }
}

/// The simulator's, which is the same in every run.
const ACME: &str = "9a7a67cf-827e-78c4-087e-66e281afef76";

#[tokio::test]
async fn a_connection_lists_workspaces_by_any_spelling() {
    let by_uuid = |settings: &mut innkeeper::Settings| {
        settings.connections[0].workspaces = Some(vec![ACME.to_uppercase(), "initech".to_owned()]);
    };
    let by_slug = |settings: &mut innkeeper::Settings| {
        settings.connections[0].workspaces = Some(vec!["ACME".to_owned()]);
    };
    for settings in [by_uuid as fn(&mut innkeeper::Settings), by_slug] {
        let house = House::plan(Plan { settings, ..Plan::default() }).await.unwrap();
        assert_eq!(uuid(&house, "acme").trim_matches(['{', '}']), ACME);
        let account = house.connect("alice").await.unwrap();
        assert_eq!(account["workspaces"], json!({ "allowed": ["acme"], "default": "acme" }));
        let reply = call(&house, Position::Path, "globex").await;
        assert_eq!(reply.kind(), "POLICY_DENIED", "{}", reply.text);
    }
}
