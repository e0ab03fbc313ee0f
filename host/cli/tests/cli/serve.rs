//! The host, and commands that talk to it.

use std::net::TcpListener;

use crate::dsl::{place, place_with};

const BOOTSTRAP: (&str, &str) = ("INNKEEPER_BOOTSTRAP_KEY", "an-operators-first-key-of-some-length");

#[test]
fn a_port_in_use_is_named_and_the_vault_stays_untouched() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let place = place_with("");
    let run = place.run(&["serve"]).with("INNKEEPER_SERVER_LISTEN", &address);
    run.fails().complains(&address).complains("in use");
    assert!(!place.path("data/vault").exists());
}

#[test]
fn a_vault_in_use_says_how_to_reach_its_host() {
    let place = place_with("");
    let serving = place.serve(&[BOOTSTRAP]);
    place.run(&["keys", "list"]).fails().complains("--server");
    let with_server = |arguments: &[&str]| place.run(arguments).with("INNKEEPER_SERVER", &serving.url);
    with_server(&["keys", "list"]).fails().complains("INNKEEPER_KEY");
    with_server(&["keys", "list"]).with("INNKEEPER_KEY", "ik_wrong").fails().complains("UNAUTHENTICATED");
    with_server(&["keys", "list"]).with("INNKEEPER_KEY", BOOTSTRAP.1).succeeds().says("there is no key");
    assert_eq!(serving.terminate(), Some(0));
    place.run(&["keys", "list"]).succeeds();
}

#[test]
fn a_host_that_is_not_there_is_named() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = format!("http://{free}");
    place().run(&["tools", "list", "--server", &server, "--key", "ik_x"]).fails().complains(&server);
}
