//! The demo is the first thing that anybody runs.

use jiff::Timestamp;
use serde_json::Value;

use crate::dsl::place;

#[test]
fn the_demo_walks_through_all_four_and_is_refused_once() {
    let told = place().run(&["demo"]).succeeds().out();
    for part in [
        "1. List repositories",
        "2. Create a branch",
        "3. Trigger a pipeline",
        "4. Search code",
        "bitbucket_workspace_search_code",
        "POLICY_DENIED",
        "checks held",
    ] {
        assert!(told.contains(part), "no {part:?} in {told}");
    }
    assert!(!told.contains("FAILED"), "{told}");
}

#[test]
fn the_demo_is_one_document_for_programs() {
    let document = place().run(&["demo", "--json"]).succeeds().json();
    assert_eq!(document["passed"], true);
    assert_eq!(document["account"]["status"], "ACTIVE");
    let walks = document["walkthroughs"].as_array().unwrap();
    assert_eq!(walks.len(), 5);
    assert_eq!(walks[4]["calls"][0]["problem"]["kind"], "POLICY_DENIED");
}

#[test]
fn an_account_is_shown_with_all_that_the_provider_said() {
    let place = place();
    let demo = place.start(&["demo", "--keep", "--json"], &[], "/keep/host");
    let key = demo.said["keep"]["agent_key"].as_str().unwrap();
    let run = |arguments: &[&str]| {
        place.run(arguments).with("INNKEEPER_SERVER", &demo.url).with("INNKEEPER_KEY", key).succeeds()
    };
    let id = demo.said["account"]["id"].as_str().unwrap();
    let before = run(&["accounts", "show", id, "--json"]).json();
    let refreshed = run(&["accounts", "show", id, "--refresh", "--json"]).json();
    let told = |account: &Value| account["checked_at"].as_str().unwrap().parse::<Timestamp>().unwrap();
    assert!(told(&refreshed) > told(&before), "{refreshed}");
    assert_eq!(run(&["accounts", "show", id, "--json"]).json(), refreshed);
    let card = run(&["accounts", "show", id, "--refresh"]).out();
    for part in [
        "Alice van der Berg",
        "alice@acme.example (confirmed)",
        refreshed["provider_account"]["uuid"].as_str().unwrap(),
        refreshed["provider_account"]["avatar_url"].as_str().unwrap(),
        refreshed["provider_account"]["profile_url"].as_str().unwrap(),
        "acme",
        "open, change, approve, decline and merge pull requests",
    ] {
        assert!(card.contains(part), "no {part:?} in {card}");
    }
}

#[test]
fn a_demo_that_is_kept_takes_calls_until_it_is_told_to_end_and_leaves_nothing() {
    let place = place();
    let temporary = place.path("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let variables = [("TMPDIR", temporary.to_str().unwrap())];
    let demo = place.start(&["demo", "--keep", "--json"], &variables, "/keep/host");
    let call = [
        "invoke",
        "bitbucket_repository_get",
        "--identifier",
        "alice@acme.example",
        "--input",
        "{\"repo_slug\":\"infra\"}",
    ];
    let run = place.run(&call).with("INNKEEPER_SERVER", &demo.url);
    run.with("INNKEEPER_KEY", demo.said["keep"]["agent_key"].as_str().unwrap()).succeeds().says("acme/infra");
    assert_eq!(demo.terminate(), Some(0));
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
}
