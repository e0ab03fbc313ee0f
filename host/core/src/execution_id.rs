//! Names of executions. A name says when its execution began, so its record is found in the audit without an index.
//!
//! `exec_` and 26 characters: 48 bits of milliseconds since 1970 and 80 random ones, in base32hex. Names are in the order of
//! time, and nobody guesses one.

use data_encoding::BASE32_DNSSEC;
use jiff::Timestamp;
use rand::Rng;

const PREFIX: &str = "exec_";
const TIME: usize = 6;
const LENGTH: usize = 16;

/// A new name.
pub(crate) fn execution_id() -> String {
    let mut bytes = [0; LENGTH];
    let (time, random) = bytes.split_at_mut(TIME);
    let [_, _, now @ ..] = Timestamp::now().as_millisecond().to_be_bytes();
    time.copy_from_slice(&now);
    // A generator of this thread, which the system seeds now and then: a call of the system for each name costs more.
    rand::rng().fill_bytes(random);
    [PREFIX, &BASE32_DNSSEC.encode(&bytes)].concat()
}

/// When the execution of a name began; nothing for what is no name.
pub(crate) fn began_at(name: &str) -> Option<Timestamp> {
    let bytes = BASE32_DNSSEC.decode(name.strip_prefix(PREFIX)?.as_bytes()).ok()?;
    let bytes: [u8; LENGTH] = bytes.try_into().ok()?;
    let millis = bytes.iter().take(TIME).fold(0, |millis, byte| (millis << 8) | i64::from(*byte));
    Timestamp::from_millisecond(millis).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_says_when_and_no_two_are_the_same() {
        let before = Timestamp::now().as_millisecond();
        let (first, second) = (execution_id(), execution_id());
        let began = began_at(&first).unwrap().as_millisecond();
        assert!((before..=Timestamp::now().as_millisecond()).contains(&began), "{first}");
        assert_ne!(first, second);
    }

    #[test]
    fn names_are_in_the_order_of_time() {
        let named = |millis: i64| {
            let [_, _, time @ ..] = millis.to_be_bytes();
            BASE32_DNSSEC.encode(&[&time[..], &[0; 10]].concat())
        };
        let times = [1, 31, 32, 1_000, 1_700_000_000_000, 1_700_000_000_001];
        assert!(times.map(named).is_sorted());
    }

    proptest! {
        #[test]
        fn what_is_no_name_is_no_time(text in "(exec_)?[ -~]{0,40}") {
            prop_assert!(began_at(&text).is_none() || text.len() == 31);
        }
    }
}
