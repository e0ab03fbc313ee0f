//! Without the master key nothing opens; and it can be changed.

use std::os::unix::fs::PermissionsExt;

use innkeeper_tests::KeyServer;

use crate::dsl::{Place, place, place_with};

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

const ROTATED: &str =
    "[server]\nlisten = \"127.0.0.1:0\"\n[vault]\npath = \"data\"\nkey = { file = \"new.key\" }\n";

/// A place whose vault has some records under its first key, and a second key.
fn rotated() -> (Place, String, String) {
    let place = place_with("");
    place.run(&["keys", "create", "--role", "agent", "--name", "a"]).succeeds();
    let old = place.run(&["vault", "status", "--json"]).succeeds().json()["keys"][0]["id"].clone();
    let new = place.run(&["vault", "key", "--out", "new.key", "--json"]).succeeds().json()["id"].clone();
    let text = |id: serde_json::Value| id.as_str().unwrap().to_owned();
    (place, text(old), text(new))
}

#[test]
fn a_master_key_is_changed_step_by_step() {
    let (place, old, new) = rotated();
    place.write("innkeeper.toml", ROTATED);
    place.run(&["vault", "status"]).fails().complains(&old).complains("vault.retired_keys");

    place.write("innkeeper.toml", &format!("{ROTATED}retired_keys = [{{ file = \"master.key\" }}]\n"));
    let status = place.run(&["vault", "status"]).succeeds().says(&old).says(&new).says("retired");
    status.says("1 record is still sealed by").says("run `innkeeper vault rekey`");
    let done = place.run(&["vault", "rekey", "--json"]).succeeds().json();
    assert_eq!((&done["rekey"]["rewrapped"], &done["rekey"]["left"]), (&1.into(), &0.into()), "{done}");
    place
        .run(&["vault", "rekey"])
        .succeeds()
        .says("0 rewrapped, 0 left")
        .says("can be removed from `retired_keys`");

    place.write("innkeeper.toml", ROTATED);
    place.run(&["vault", "status"]).succeeds().says("primary").says("sled");
    std::fs::copy(place.path("master.key"), place.path("new.key")).unwrap();
    place.run(&["vault", "status"]).fails().complains(&new).complains(&old);
}

#[test]
fn one_key_in_two_places_is_refused() {
    let (place, old, _) = rotated();
    let twice = ROTATED.replace("new.key", "master.key") + "staged_keys = [{ file = \"master.key\" }]\n";
    place.write("innkeeper.toml", &twice);
    place.run(&["vault", "status"]).fails().complains(&old).complains("given twice");
}

#[test]
fn a_running_host_rekeys_when_it_is_asked() {
    let (place, old, _) = rotated();
    place.write("innkeeper.toml", &format!("{ROTATED}retired_keys = [{{ file = \"master.key\" }}]\n"));
    let serving = place.serve(&[("INNKEEPER_BOOTSTRAP_KEY", "ik_a_key_of_more_than_24_characters")]);
    let run = |command| {
        let run = place.run(&["vault", command, "--json", "--server", &serving.url]);
        run.with("INNKEEPER_KEY", "ik_a_key_of_more_than_24_characters").succeeds().json()
    };
    assert_eq!(
        (&run("status")["keys"][1]["id"], &run("status")["keys"][1]["records"]),
        (&old.into(), &1.into())
    );
    let done = run("rekey");
    assert_eq!((&done["rekey"]["state"], &done["rekey"]["left"]), (&"finished".into(), &0.into()), "{done}");
    assert_eq!(run("status")["keys"][1]["records"], 0);
}

#[test]
fn a_key_that_a_key_service_keeps_is_never_in_the_place() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(KeyServer::start("hvs.token", None)).unwrap();
    let place = place();
    let make = || place.run(&["vault", "key", "--transit", server.url.as_str(), "--out", "c", "--json"]);
    make().with("VAULT_TOKEN", "hvs.wrong").fails().complains("refuses the token").never_shows("hvs.wrong");
    assert!(!place.path("c").exists());
    let made = make().with("VAULT_TOKEN", "hvs.token").succeeds().never_shows("hvs.token").json();
    assert!(std::fs::read_to_string(place.path("c")).unwrap().starts_with("vault:v1:"));

    let key = format!(
        "key = {{ transit = {{ address = \"{}\", key = \"innkeeper\", token = {{ env = \"T\" }}, ciphertext = {{ file = \"c\" }} }} }}",
        server.url
    );
    place.write("innkeeper.toml", &format!("[vault]\npath = \"data\"\n{key}\n"));
    let status = place.run(&["vault", "status", "--json"]).with("T", "hvs.token").succeeds().json();
    assert_eq!(status["keys"][0]["id"], made["id"]);
    server.seal();
    place
        .run(&["vault", "status"])
        .with("T", "hvs.token")
        .fails()
        .complains("unseal it")
        .never_shows("hvs.token");
}
