use jiff::Timestamp;

use super::{AGES_OUT, verdict};
use crate::Status;
use crate::clock::earlier;

#[test]
fn a_grant_that_was_idle_for_three_months_aged_out_and_a_younger_one_was_withdrawn() {
    let now = Timestamp::now();
    assert_eq!(verdict(Some(earlier(now, AGES_OUT))).0, Status::Expired);
    assert_eq!(verdict(Some(earlier(now, AGES_OUT / 2))).0, Status::Revoked);
    assert_eq!(verdict(Some(now)).0, Status::Revoked);
    assert_eq!(verdict(None).0, Status::Revoked);
}
