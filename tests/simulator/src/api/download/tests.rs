use proptest::prelude::*;

use super::{Wanted, range};

#[test]
fn ranges_count_from_zero_and_include_their_end() {
    assert_eq!(range("bytes=0-3", 10), Wanted::Part(0..4));
    assert_eq!(range("bytes=8-", 10), Wanted::Part(8..10));
    assert_eq!(range("bytes=-3", 10), Wanted::Part(7..10));
    assert_eq!(range("bytes=5-99", 10), Wanted::Part(5..10));
}

#[test]
fn a_range_behind_the_end_cannot_be_satisfied() {
    assert_eq!(range("bytes=10-", 10), Wanted::Nothing);
}

#[test]
fn what_is_no_single_range_is_ignored() {
    assert_eq!(range("bytes=0-1,4-5", 10), Wanted::Whole);
    assert_eq!(range("lines=0-1", 10), Wanted::Whole);
}

proptest! {
    #[test]
    fn a_part_lies_within_the_bytes(text in "bytes=[0-9]{0,20}-[0-9]{0,20}", total in 0_usize..50) {
        if let Wanted::Part(part) = range(&text, total) {
            prop_assert!(part.start < part.end && part.end <= total);
        }
    }
}
