use super::Recent;
use crate::AccountId;

fn id(name: &str) -> AccountId {
    AccountId::of("c", name)
}

#[test]
fn what_was_not_used_for_the_longest_time_goes_first() {
    let mut recent = Recent::new(30);
    for name in ["a", "b", "c"] {
        recent.keep(&id(name), name, 10);
    }
    assert_eq!(recent.get(&id("a")), Some(&"a"));
    assert_eq!(recent.peek(&id("b")), Some(&"b"), "a peek is no use");
    recent.keep(&id("d"), "d", 10);

    assert_eq!(recent.get(&id("b")), None);
    for name in ["a", "c", "d"] {
        assert_eq!(recent.get(&id(name)), Some(&name));
    }
}

#[test]
fn bytes_are_counted_not_values() {
    let mut recent = Recent::new(30);
    recent.keep(&id("small"), (), 10);
    recent.keep(&id("large"), (), 25);
    assert_eq!(recent.get(&id("small")), None);
    // A smaller one in its place makes room again.
    recent.keep(&id("large"), (), 20);
    recent.keep(&id("small"), (), 10);
    assert!(recent.get(&id("large")).is_some() && recent.get(&id("small")).is_some());
    assert_eq!(recent.bytes, 30);
}

#[test]
fn a_value_that_never_fits_is_not_kept_and_drives_nobody_out() {
    let mut recent = Recent::new(30);
    recent.keep(&id("a"), 1, 10);
    recent.keep(&id("huge"), 1, 31);
    assert!(recent.get(&id("huge")).is_none() && recent.get(&id("a")).is_some());
    // In the place of one that was there, the old one must not stay.
    recent.keep(&id("a"), 2, 31);
    assert_eq!(recent.get(&id("a")), None);
    assert_eq!(recent.bytes, 0);
}

#[test]
fn what_was_forgotten_leaves_its_room() {
    let mut recent = Recent::new(10);
    recent.keep(&id("a"), (), 10);
    recent.forget(&id("a"));
    recent.forget(&id("never there"));
    assert_eq!((recent.peek(&id("a")), recent.bytes), (None, 0));
}
