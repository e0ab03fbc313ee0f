use jiff::Timestamp;

use super::{AGES_OUT, verdict};
use crate::clock::earlier;
use crate::{Account, Status};

fn account(refreshed_at: Option<Timestamp>, unanswered: Option<Timestamp>) -> Account {
    Account { refreshed_at, unanswered, ..Account::new("c", "alice", 1) }
}

#[test]
fn a_grant_that_was_idle_for_three_months_aged_out_and_a_younger_one_was_withdrawn() {
    let now = Timestamp::now();
    let verdict = |refreshed_at| verdict(&account(refreshed_at, None)).0;
    assert_eq!(verdict(Some(earlier(now, AGES_OUT))), Status::Expired);
    assert_eq!(verdict(Some(earlier(now, AGES_OUT / 2))), Status::Revoked);
    assert_eq!(verdict(Some(now)), Status::Revoked);
    assert_eq!(verdict(None), Status::Revoked);
}

#[test]
fn a_grant_whose_successor_was_lost_on_the_way_was_not_withdrawn() {
    let moment: Timestamp = "2026-11-24T12:30:45.678Z".parse().unwrap();
    let (status, reason) = verdict(&account(Some(Timestamp::now()), Some(moment)));
    assert_eq!(status, Status::Expired);
    assert!(reason.contains("lost at 2026-11-24T12:30:45Z"), "{reason}");
}
