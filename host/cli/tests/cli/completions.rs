//! Scripts for shells.

use crate::dsl::place;

#[test]
fn each_shell_gets_a_script_that_knows_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        place().run(&["completions", shell]).succeeds().says("innkeeper").says("connections");
    }
}
