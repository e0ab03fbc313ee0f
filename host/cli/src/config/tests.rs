//! Settings that are wrong, and what is said of them.

use std::path::Path;

use innkeeper::{KeySource, SecretSource, Settings};
use proptest::prelude::*;

use super::{environment, parse};

fn complaint(text: &str) -> String {
    parse(Path::new("innkeeper.toml"), text).err().map(|error| error.to_string()).unwrap_or_default()
}

fn from(variables: &[(&str, &str)]) -> Result<Settings, String> {
    let variables: Vec<_> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut settings = Settings::default();
    environment::apply(&mut settings, &variables).map_err(|error| error.to_string())?;
    Ok(settings)
}

#[test]
fn an_unknown_setting_is_named_with_its_line_and_the_nearest() {
    let said = complaint("[server]\nlisten = \"127.0.0.1:0\"\npublic_ulr = \"http://127.0.0.1\"\n");
    assert_eq!(
        said,
        "innkeeper.toml:3: unknown setting `public_ulr` in [server]; did you mean `public_url`?"
    );
}

#[test]
fn an_unknown_section_is_named() {
    let said = complaint("[vault]\n[limit]\nqueue = 1\n");
    assert!(said.starts_with("innkeeper.toml:2: unknown setting `limit`"), "{said}");
    assert!(said.contains("did you mean `limits`?"), "{said}");
}

#[test]
fn where_nothing_is_near_all_are_named() {
    let said = complaint("[consent]\nzzz = 1\n");
    assert_eq!(said, "innkeeper.toml:2: unknown setting `zzz` in [consent]; there are ticket_ttl_s");
}

#[test]
fn a_missing_setting_is_named_with_its_table() {
    let said = complaint("\n[[connection]]\nname = \"b\"\nprovider = \"bitbucket\"\nclient_id = \"k\"\n");
    assert_eq!(said, "innkeeper.toml:2: [connection] has no `client_secret`, which it needs");
}

#[test]
fn a_value_of_the_wrong_type_is_named_with_its_setting() {
    let said = complaint("[limits]\nqueue = \"many\"\n");
    assert!(said.starts_with("innkeeper.toml:2: limits.queue: invalid type: string, expected"), "{said}");
}

#[test]
fn a_secret_in_the_file_is_refused_and_never_repeated() {
    for line in [
        "client_secret = \"hunter2\"",
        "client_secret = { text = \"hunter2\" }",
        "client_secret = [\"hunter2\"]",
    ] {
        let said = complaint(&format!(
            "[[connection]]\nname = \"b\"\nprovider = \"bitbucket\"\nclient_id = \"k\"\n{line}\n"
        ));
        assert!(said.starts_with("innkeeper.toml:5: "), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    let said = complaint("[vault]\nkey = \"hunter2\"\n");
    assert!(said.starts_with("innkeeper.toml:2: vault.key says where the secret is"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn a_file_that_is_not_toml_is_refused_with_its_line() {
    let said = complaint("[server]\nlisten = \n");
    assert!(said.starts_with("innkeeper.toml:2: "), "{said}");
}

#[test]
fn every_variable_of_the_table_is_taken() {
    let settings = from(&[
        ("INNKEEPER_SERVER_LISTEN", "127.0.0.1:9"),
        ("INNKEEPER_VAULT_PATH", "/srv/vault"),
        ("INNKEEPER_VAULT_KEY_FILE", "/srv/key"),
        ("INNKEEPER_LIMITS_QUEUE", " 7 "),
        ("INNKEEPER_PROVIDER_BITBUCKET_API_BASE", "http://127.0.0.1:1/2.0"),
        ("PATH", "/bin"),
    ])
    .unwrap();
    assert_eq!(settings.server.listen.port(), 9);
    assert_eq!(settings.limits.queue, 7);
    assert!(
        matches!(settings.vault.key, Some(KeySource::Here(SecretSource::File(path))) if path == Path::new("/srv/key"))
    );
    assert_eq!(settings.providers["bitbucket"].api_base.as_deref(), Some("http://127.0.0.1:1/2.0"));
}

#[test]
fn keys_in_variables_are_written_as_in_the_file() {
    let settings = from(&[
        (
            "INNKEEPER_VAULT_KEY_TRANSIT",
            "{ address = \"https://vault:8200\", key = \"k\", token = { env = \"INNKEEPER_VAULT_T\" }, ciphertext = { file = \"c\" } }",
        ),
        ("INNKEEPER_VAULT_STAGED_KEYS", "[{ env = \"INNKEEPER_VAULT_NEXT\" }]"),
        ("INNKEEPER_VAULT_RETIRED_KEYS", "[{ file = \"one\" }, { file = \"two\" }]"),
        // Places of secrets, whatever they are called.
        ("INNKEEPER_VAULT_T", "token"),
        ("INNKEEPER_VAULT_NEXT", "key"),
    ])
    .unwrap();
    assert!(matches!(settings.vault.key, Some(KeySource::Transit(transit)) if transit.mount == "transit"));
    assert_eq!((settings.vault.staged_keys.len(), settings.vault.retired_keys.len()), (1, 2));

    let said = from(&[("INNKEEPER_VAULT_STAGED_KEYS", "hunter2")]).unwrap_err();
    assert!(said.contains("{ file = ") && !said.contains("hunter2"), "{said}");
    let said = from(&[("INNKEEPER_VAULT_KEY_FILE", "a"), ("INNKEEPER_VAULT_KEY_ENV", "B")]).unwrap_err();
    assert!(said.contains("in one place only"), "{said}");
}

#[test]
fn a_key_among_the_staged_ones_is_never_the_key_itself() {
    let said = complaint("[vault]\nstaged_keys = [\"hunter2\"]\n");
    assert!(
        said.starts_with("innkeeper.toml:2: vault.staged_keys says where") && !said.contains("hunter2"),
        "{said}"
    );
}

#[test]
fn an_unknown_variable_is_named_with_the_nearest() {
    let said = from(&[("INNKEEPER_SERVER_LISTN", "x")]).unwrap_err();
    assert_eq!(
        said,
        "the variable INNKEEPER_SERVER_LISTN is not a setting; did you mean INNKEEPER_SERVER_LISTEN?"
    );
}

#[test]
fn a_variable_that_holds_a_secret_may_have_any_name() {
    assert!(
        from(&[("INNKEEPER_VAULT_KEY_ENV", "INNKEEPER_VAULT_KEY"), ("INNKEEPER_VAULT_KEY", "x")]).is_ok()
    );
    assert!(from(&[("INNKEEPER_VAULT_KEY", "x")]).is_err());
}

#[test]
fn a_wrong_value_is_refused_and_not_repeated() {
    let said = from(&[("INNKEEPER_LIMITS_QUEUE", "hunter2")]).unwrap_err();
    assert!(said.starts_with("INNKEEPER_LIMITS_QUEUE: is not valid"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn a_master_key_in_two_places_is_refused() {
    let said = from(&[("INNKEEPER_VAULT_KEY_ENV", "A"), ("INNKEEPER_VAULT_KEY_FILE", "b")]).unwrap_err();
    assert!(said.contains("INNKEEPER_VAULT_KEY_ENV is set too"), "{said}");
}

proptest! {
    #[test]
    fn any_text_is_diagnosed(text in "(?s).{0,200}") {
        complaint(&text);
    }

    #[test]
    fn no_value_is_repeated_wherever_somebody_writes_it(value in "[A-Z][a-zA-Z0-9 ,:`]{8,40}") {
        for text in [
            format!("[vault]\nkey = \"{value}\"\n"),
            format!("vault.key = \"{value}\"\n"),
            format!("vault = {{ key = \"{value}\" }}\n"),
            format!("vault = \"{value}\"\n"),
            format!("[vault]\nkey = {{ env = [\"{value}\"] }}\n"),
            format!("[[connection]]\nclient_secret = \"{value}\"\n"),
            format!("[limits]\nqueue = \"{value}\"\n"),
        ] {
            let said = complaint(&text);
            prop_assert!(!said.is_empty() && !said.contains(&value), "{}", said);
        }
    }
}
