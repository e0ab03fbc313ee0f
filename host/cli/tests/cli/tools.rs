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
    place.run(&["tools", "list", "-q", "no such words"]).succeeds().says("no tool matches");
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
    assert!(!place.path("data").exists());
}
