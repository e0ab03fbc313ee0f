//! What is said to those who ask what there is.

use crate::dsl::place;

#[test]
fn help_lists_every_command() {
    let help = place().run(&["--help"]).succeeds().out();
    for command in [
        "demo",
        "serve",
        "invoke",
        "tools",
        "connections",
        "accounts",
        "keys",
        "vault",
        "openapi",
        "completions",
    ] {
        assert!(help.lines().any(|line| line.trim_start().starts_with(command)), "no {command} in {help}");
    }
}

#[test]
fn help_never_shows_a_key_of_the_environment() {
    place()
        .run(&["tools", "list", "--help"])
        .with("INNKEEPER_KEY", "ik_secret")
        .succeeds()
        .never_shows("ik_secret");
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    place().run(&["tols"]).ends_with(2).complains("tools");
    place().run(&["keys", "create", "--role", "king", "--name", "x"]).ends_with(2).complains("operator");
}
