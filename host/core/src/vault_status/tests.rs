use super::{KeyStanding, VaultKeyView, records, step};

fn key(state: KeyStanding, records: u64) -> VaultKeyView {
    VaultKeyView { id: "1a2b3c4d".to_owned(), state, records }
}

#[test]
fn records_are_counted_as_people_do() {
    let counts = [0, 1, 999, 2_114, 1_000_000].map(records);
    assert_eq!(counts, ["0 records", "1 record", "999 records", "2,114 records", "1,000,000 records"]);
}

#[test]
fn each_key_has_its_next_step() {
    let said = |state, count| step(&key(state, count), false).unwrap_or_default();
    assert_eq!(said(KeyStanding::Primary, 5), "");
    assert_eq!(
        said(KeyStanding::Retired, 2_114),
        "2,114 records are still sealed by 1a2b3c4d: run `innkeeper vault rekey`"
    );
    assert_eq!(
        said(KeyStanding::Retired, 1),
        "1 record is still sealed by 1a2b3c4d: run `innkeeper vault rekey`"
    );
    assert!(said(KeyStanding::Retired, 0).contains("can be removed from `retired_keys`"));
    assert!(said(KeyStanding::Staged, 0).contains("make it `vault.key`"));
    assert!(said(KeyStanding::Unknown, 3).contains("was not given"));
    assert!(step(&key(KeyStanding::Retired, 2), true).is_some_and(|step| step.ends_with("a rekey is at it")));
}
