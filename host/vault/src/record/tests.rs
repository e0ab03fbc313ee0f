use proptest::prelude::*;

use super::{Kind, RecordKey};
use crate::error::VaultError;

const ACCOUNT: Kind = Kind::new("account");

#[test]
fn a_store_key_is_kind_and_id() {
    let key = RecordKey::new(ACCOUNT, "bitbucket", "acc_7Q.x-1");
    assert_eq!(key.store_key().unwrap(), "account/acc_7Q.x-1");
}

#[test]
fn a_name_that_could_reach_another_record_is_refused() {
    for id in ["", "a/b", "../a", "a b", "a\0", "ä", &"x".repeat(129)] {
        assert!(matches!(ACCOUNT.store_key(id), Err(VaultError::BadName { .. })), "{id:?}");
    }
    assert!(Kind::new("account/sub").store_key("a").is_err());
    assert!(Kind::new("").prefix().is_err());
}

#[test]
fn a_refused_name_is_shortened_and_escaped() {
    let Err(VaultError::BadName { name }) = ACCOUNT.store_key(&format!("\n{}", "x".repeat(5_000))) else {
        panic!("it must be refused")
    };
    assert!(name.starts_with("\\nxxx"));
    assert!(name.len() < 200);
}

proptest! {
    #[test]
    fn no_id_leaves_its_kind(id in ".*") {
        if let Ok(key) = ACCOUNT.store_key(&id) {
            prop_assert_eq!(key.matches('/').count(), 1);
            prop_assert_eq!(key, format!("account/{id}"));
        }
    }
}
