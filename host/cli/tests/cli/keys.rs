//! Keys made by the person at the machine.

use crate::dsl::place_with;

#[test]
fn a_key_is_shown_once_and_can_be_revoked() {
    let place = place_with("");
    let made = place.run(&["keys", "create", "--role", "agent", "--name", "bot", "--json"]).succeeds().json();
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    place.run(&["keys", "list"]).succeeds().says("bot").says(id).never_shows(key);
    place.run(&["keys", "revoke", id]).succeeds();
    place.run(&["keys", "list"]).succeeds().says("there is no key");
}

#[test]
fn a_problem_is_json_on_standard_output_for_programs() {
    let place = place_with("");
    let ended = place.run(&["keys", "revoke", "0123456789ab", "--json"]).fails();
    assert_eq!(ended.json()["kind"], "NOT_FOUND");
    place.run(&["keys", "revoke", "0123456789ab"]).fails().complains("error: NOT_FOUND");
}
