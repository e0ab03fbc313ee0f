//! Settings that are wrong stop a command before it touches anything.

use crate::dsl::{place, place_with};

#[test]
fn without_settings_a_first_file_is_shown() {
    place().run(&["serve"]).fails().complains("there is no innkeeper.toml").complains("[vault]");
}

#[test]
fn a_file_that_was_named_has_to_be_there() {
    place().run(&["serve", "--config", "other.toml"]).fails().complains("other.toml");
}

#[test]
fn an_unknown_setting_is_named_with_its_line() {
    let place = place_with("[limits]\nquue = 3\n");
    place
        .run(&["tools", "list"])
        .fails()
        .complains("innkeeper.toml:7: unknown setting `quue`")
        .complains("`queue`");
    assert!(!place.path("data/vault").exists());
}

#[test]
fn an_unknown_variable_is_named() {
    let place = place_with("");
    let run = place.run(&["serve"]).with("INNKEEPER_VAULT_PAHT", "x");
    run.fails().complains("INNKEEPER_VAULT_PAHT").complains("INNKEEPER_VAULT_PATH");
}

#[test]
fn a_secret_written_into_the_file_is_not_repeated() {
    let place = place_with(
        "[[connection]]\nname = \"b\"\nprovider = \"bitbucket\"\nclient_id = \"k\"\nclient_secret = \"hunter2\"\n",
    );
    place.run(&["tools", "list"]).fails().complains("client_secret").never_shows("hunter2");
}

#[test]
fn a_variable_wins_over_the_file() {
    let place = place_with("");
    place.run(&["tools", "list"]).with("INNKEEPER_VAULT_PATH", "elsewhere").succeeds();
    assert!(place.path("elsewhere").exists() && !place.path("data/vault").exists());
}
