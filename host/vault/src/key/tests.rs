use proptest::prelude::*;

use super::{KeyId, MasterKey};
use crate::error::VaultError;

/// 32 bytes 0xfb, whose text shows both characters in which the alphabets differ.
const STANDARD_TEXT: &str = "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=";

fn key(text: &str) -> MasterKey {
    MasterKey::from_base64(text).unwrap()
}

fn refusal(text: &str) -> VaultError {
    MasterKey::from_base64(text).err().unwrap()
}

#[test]
fn a_key_survives_the_way_through_text() {
    let original = MasterKey::generate().unwrap();
    let read = key(original.to_base64().expose());
    assert_eq!(read.id(), original.id());
    assert_eq!(read.derive("x"), original.derive("x"));
}

#[test]
fn the_text_may_be_of_either_alphabet_unpadded_and_end_in_a_newline() {
    let url_safe = STANDARD_TEXT.replace('+', "-").replace('/', "_");
    for text in [STANDARD_TEXT, &url_safe, STANDARD_TEXT.trim_end_matches('='), &format!("{url_safe}\n")] {
        assert_eq!(key(text).id(), key(STANDARD_TEXT).id());
    }
}

#[test]
fn a_key_of_another_length_is_refused_with_both_lengths_and_the_remedy() {
    let refused = refusal("c2hvcnQ=");
    assert!(matches!(refused, VaultError::MasterKeyLength { got: 5 }));
    assert_eq!(refused.to_string(), "the master key needs 32 bytes, got 5: `innkeeper vault key` makes one");
    assert!(matches!(refusal(""), VaultError::MasterKeyLength { got: 0 }));
}

#[test]
fn a_refused_key_is_not_repeated_in_the_error() {
    let refused = refusal("hunter2 is not a key");
    assert!(matches!(refused, VaultError::MasterKeyEncoding));
    assert!(!format!("{refused} {refused:?}").contains("hunter2"));
}

#[test]
fn each_purpose_and_each_master_key_give_another_key() {
    let (one, two) = (MasterKey::generate().unwrap(), MasterKey::generate().unwrap());
    let keys = [one.derive("a"), one.derive("b"), two.derive("a"), one.wrapping().clone(), one.bytes.clone()];
    for (index, key) in keys.iter().enumerate() {
        assert!(keys[..index].iter().all(|other| other != key));
    }
    // Not even a purpose of the same name reaches the key that wraps data keys.
    assert_ne!(one.derive(super::WRAPPING), *one.wrapping());
}

/// The expected values come from another implementation of RFC 5869: a change of them would lock every vault.
#[test]
fn derived_keys_stay_the_same_from_version_to_version() {
    let key = key(STANDARD_TEXT);
    assert_eq!(key.id().to_string(), "f0fb250e");
    assert_eq!(
        data_encoding::HEXLOWER.encode(&key.derive("compiled code")[..]),
        "b7dccd319f576cb7f72619e30ea9374a85f550cdd4f94b1e205f2b406b400a67"
    );
    assert_eq!(
        data_encoding::HEXLOWER.encode(&key.wrapping()[..]),
        "dc1f2932733947c5367e5b3f20dc6a889c1ca6a34d7e7c3386b0f935ef561b1b"
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".*") {
        // Neither outcome matters here, only that there is one.
        let _ = MasterKey::from_base64(&text);
    }

    #[test]
    fn only_eight_hex_digits_are_a_key_id(text in "[0-9a-gA-F]{0,10}") {
        let is_id = text.len() == 8 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        prop_assert_eq!(KeyId::try_from(text).is_ok(), is_id);
    }
}
