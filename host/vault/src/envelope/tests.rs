use serde_json::value::{RawValue, to_raw_value};

use super::{open, seal};
use crate::binding::Place;
use crate::error::VaultError;
use crate::key::MasterKey;
use crate::key_ring::KeyRing;
use crate::record::{Environment, Secrets};
use crate::secret::Secret;
use crate::wire::Wire;

fn ring() -> KeyRing {
    KeyRing::new(MasterKey::generate().unwrap())
}

fn place() -> Place {
    Place::new(&Environment::default(), "account", "bitbucket", "acc_1")
}

fn plain() -> Box<RawValue> {
    to_raw_value(&serde_json::json!({"status": "ACTIVE"})).unwrap()
}

fn sealed(keys: &KeyRing) -> Vec<u8> {
    let secrets = Secrets::new().with("token", Secret::new("s3cret".to_owned()));
    seal(keys, &place(), &plain(), &secrets).unwrap()
}

#[test]
fn a_secret_comes_back_and_an_absent_one_is_absent() {
    let keys = ring();
    let bytes = sealed(&keys);
    let opened = open(&keys, place(), Wire::parse(&bytes, "account/acc_1").unwrap()).unwrap();
    assert_eq!(opened.connection(), "bitbucket");
    assert_eq!(opened.open("token").unwrap().unwrap().expose(), "s3cret");
    assert!(opened.open("other").unwrap().is_none());
}

#[test]
fn the_same_record_sealed_twice_has_nothing_in_common_but_what_is_open() {
    let keys = ring();
    let (one, two) = (sealed(&keys), sealed(&keys));
    let (one, two) = (Wire::parse(&one, "k").unwrap(), Wire::parse(&two, "k").unwrap());
    assert_ne!(one.data_key.bytes(), two.data_key.bytes());
    assert_ne!(one.sealed["token"].bytes(), two.sealed["token"].bytes());
    assert_eq!(one.plain.get(), two.plain.get());
}

#[test]
fn a_field_does_not_open_beside_the_data_key_of_another_version() {
    let keys = ring();
    let (old, new) = (sealed(&keys), sealed(&keys));
    let old = Wire::parse(&old, "k").unwrap();
    let mut mixed = Wire::parse(&new, "k").unwrap();
    mixed.sealed = old.sealed;
    let opened = open(&keys, place(), mixed).unwrap();
    assert!(matches!(opened.open("token"), Err(VaultError::Tampered { key }) if key == "account/acc_1"));
}

#[test]
fn a_key_that_is_not_primary_opens_and_a_missing_one_is_named() {
    let keys = ring();
    let (bytes, key_id) = (sealed(&keys), keys.primary().id().clone());
    let old = MasterKey::from_base64(keys.primary().to_base64().expose()).unwrap();

    let rotated = ring().with_retired(old).unwrap();
    let opened = open(&rotated, place(), Wire::parse(&bytes, "k").unwrap()).unwrap();
    assert_eq!(opened.open("token").unwrap().unwrap().expose(), "s3cret");

    let refused = open(&ring(), place(), Wire::parse(&bytes, "k").unwrap()).err().unwrap();
    assert!(matches!(refused, VaultError::KeyMissing { key_id: needed, .. } if needed == key_id));
}
