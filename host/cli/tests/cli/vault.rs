//! Without the master key nothing opens.

use std::os::unix::fs::PermissionsExt;

use crate::dsl::{place, place_with};

#[test]
fn a_new_key_is_32_bytes_in_base64() {
    let (first, second) =
        (place().run(&["vault", "key"]).succeeds().out(), place().run(&["vault", "key"]).succeeds().out());
    assert_eq!(first.trim().len(), 44);
    assert_ne!(first, second);
}

#[test]
fn a_key_file_is_the_owners_only() {
    let place = place();
    let said = place.run(&["vault", "key", "--out", "k", "--json"]).succeeds().json();
    assert_eq!(said["file"], "k");
    assert_eq!(std::fs::metadata(place.path("k")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_key_file_is_never_overwritten() {
    let place = place();
    place.write("k", "precious");
    place.run(&["vault", "key", "--out", "k"]).fails().complains("never overwritten");
    assert_eq!(std::fs::read_to_string(place.path("k")).unwrap(), "precious");
}

#[test]
fn without_a_key_the_vault_stays_shut() {
    let place = place();
    place.write("innkeeper.toml", "[server]\nlisten = \"127.0.0.1:0\"\n");
    place.run(&["serve"]).fails().complains("vault.key is not set");
}

#[test]
fn a_key_file_that_is_not_there_is_named() {
    let place = place_with("");
    std::fs::remove_file(place.path("master.key")).unwrap();
    place.run(&["serve"]).fails().complains("master.key");
}

#[test]
fn another_key_does_not_open_the_vault() {
    let place = place_with("");
    place.run(&["keys", "list"]).succeeds();
    std::fs::remove_file(place.path("master.key")).unwrap();
    place.run(&["vault", "key", "--out", "master.key"]).succeeds();
    place.run(&["keys", "list"]).fails().complains("master key");
}
