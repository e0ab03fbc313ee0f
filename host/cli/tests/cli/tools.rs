//! The catalogue, and calls that end before the provider.

use crate::dsl::place_with;

#[test]
fn tools_are_listed_for_people_and_programs() {
    let place = place_with("");
    let tools = place.run(&["tools", "list", "--json"]).succeeds().json();
    let names: Vec<_> = tools["tools"].as_array().unwrap().iter().map(|tool| tool["name"].clone()).collect();
    assert!(names.contains(&"bitbucket_repositories_list".into()), "{names:?}");
    place
        .run(&["tools", "list", "--effect", "write"])
        .succeeds()
        .says("bitbucket_branch_create")
        .never_shows("_list ");
    place.run(&["tools", "list", "-q", "xyzzyx qqqqqq"]).succeeds().says("no tool matches");
}

#[test]
fn tools_are_found_by_words() {
    let place = place_with("");
    place
        .run(&["tools", "search", "pipeline", "log"])
        .succeeds()
        .says("bitbucket_pipeline_step_log_get")
        .never_shows("bitbucket_branch_create");
    let ranked = place.run(&["tools", "search", "undo", "my", "approval", "--json"]).succeeds().json();
    let first: Vec<&str> =
        ranked["tools"].as_array().unwrap().iter().take(3).filter_map(|one| one["name"].as_str()).collect();
    assert!(first.contains(&"bitbucket_pull_request_unapprove"), "{first:?}");
    place.run(&["tools", "search"]).ends_with(2);
}

#[test]
fn removed_tools_are_shown_where_they_are_asked_for() {
    let place = place_with("");
    place.run(&["tools", "list"]).succeeds().never_shows("bitbucket_issue_create");
    place
        .run(&["tools", "list", "--all"])
        .succeeds()
        .says("bitbucket_issue_create")
        .says("removed since 2026-08-20");
    place
        .run(&["tools", "show", "bitbucket_workspace_search_code"])
        .succeeds()
        .says("deprecated since 2026-11-01");
}

/// Written anew with `innkeeper tools reference --out docs/tools`.
#[test]
fn the_reference_in_the_repository_is_current() {
    let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tools");
    place_with("").run(&["tools", "reference", "--out", pages, "--check"]).succeeds().says("current");
}

#[test]
fn a_reference_that_is_not_current_is_told_by_its_pages() {
    let place = place_with("");
    place.run(&["tools", "reference", "--out", "pages"]).succeeds().says("11 pages");
    place.write("pages/snippets.md", "Nothing.");
    place.write("pages/gone.md", "A toolset that is no more.");
    let check = ["tools", "reference", "--out", "pages", "--check"];
    place
        .run(&check)
        .fails()
        .complains("snippets.md")
        .complains("gone.md")
        .complains("tools reference --out pages");
}

#[test]
fn a_tool_shows_its_inputs() {
    place_with("")
        .run(&["tools", "show", "bitbucket_branch_create"])
        .succeeds()
        .says("target_hash")
        .says("required".to_uppercase().as_str());
}

#[test]
fn an_unknown_tool_is_answered_with_the_nearest() {
    let place = place_with("");
    place
        .run(&["tools", "show", "bitbucket_branch_creat"])
        .fails()
        .complains("TOOL_NOT_FOUND")
        .complains("bitbucket_branch_create");
}

#[test]
fn each_wrong_input_has_a_line() {
    let place = place_with("");
    let call = ["invoke", "bitbucket_branch_create", "--identifier", "a", "--input", "{\"nme\":\"x\"}"];
    place
        .run(&call)
        .fails()
        .complains("BAD_INPUT")
        .complains("/nme: is not an input")
        .complains("/repo_slug: is required");
}

#[test]
fn an_input_that_is_not_json_is_refused_here() {
    let place = place_with("");
    place.run(&["invoke", "x", "--input", "{"]).fails().complains("the input of --input is not JSON");
    assert!(!place.path("data/vault").exists());
}
