//! Connections set by the person at the machine, and at a running host.

use crate::dsl::{Run, place_with};

const SECRET: &str = "a-consumers-secret-that-nobody-shows";

fn set(place: &crate::dsl::Place, more: &[&str]) -> Run {
    place.run(&[&["connections", "set", "customer", "--client-id", "key-7"], more].concat())
}

#[test]
fn a_connection_is_set_changed_shown_and_removed() {
    let place = place_with("");
    place.write("secret", &format!("{SECRET}\n"));
    set(&place, &["--client-secret-file", "secret", "--workspaces", "acme"])
        .succeeds()
        .says("/oauth/callback/customer")
        .never_shows(SECRET);
    let shown =
        place.run(&["connections", "show", "customer", "--json"]).succeeds().never_shows(SECRET).json();
    assert_eq!((&shown["source"], &shown["client_id"]), (&"api".into(), &"key-7".into()));

    let change =
        ["connections", "set", "customer", "--application", "The agents", "--budget", "repository=7"];
    place.run(&change).succeeds();
    let shown = place.run(&["connections", "show", "customer", "--json"]).succeeds().json();
    assert_eq!(shown["workspaces"], serde_json::json!(["acme"]), "what was not said stays");
    assert_eq!(shown["own_budget"]["repository"], 7);
    place.run(&["connections", "list"]).succeeds().says("customer").says("api");
    place.run(&["connections", "remove", "customer"]).succeeds().says("removed customer");
    place.run(&["connections", "show", "customer"]).fails().complains("NOT_FOUND");
}

#[test]
fn a_secret_comes_from_a_file_a_variable_or_standard_input_and_is_no_argument() {
    let place = place_with("");
    set(&place, &["--client-secret-env", "CONSUMER"]).with("CONSUMER", SECRET).succeeds().never_shows(SECRET);
    set(&place, &["--client-secret-stdin"]).input(SECRET).succeeds().never_shows(SECRET);
    set(&place, &["--client-secret-stdin"]).input("  \n").fails().complains("is empty");
    set(&place, &["--client-secret-env", "NOT_SET"]).fails().complains("NOT_SET is not set");
    set(&place, &["--client-secret", SECRET]).ends_with(2);
    let other = ["connections", "set", "other", "--client-id", "k"];
    place.run(&other).fails().complains("/client_secret");
}

#[test]
fn a_running_host_takes_it_at_once_and_the_file_stays_the_files() {
    let place = place_with(
        "[[connection]]\nname = \"mine\"\nprovider = \"bitbucket\"\nclient_id = \"k\"\nclient_secret = { file = \"secret\" }\n",
    );
    place.write("secret", SECRET);
    let key = "ik_a_long_enough_key_for_this_test";
    let serving = place.serve(&[("INNKEEPER_BOOTSTRAP_KEY", key)]);
    let there = ["--server", &serving.url, "--key", key];
    set(&place, &[&["--client-secret-file", "secret"][..], &there].concat()).succeeds().never_shows(SECRET);
    let list = [&["connections", "list"][..], &there].concat();
    place.run(&list).succeeds().says("customer").says("mine").says("file");
    let taken = [&["connections", "set", "mine", "--application", "x"][..], &there].concat();
    place.run(&taken).fails().complains("innkeeper.toml");
    let removed = [&["connections", "remove", "mine", "--with-accounts"][..], &there].concat();
    place.run(&removed).fails().complains("CONFLICT");
}
