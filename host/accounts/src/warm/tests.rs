use std::sync::Arc;
use std::time::Duration;

use innkeeper_vault::Secret;
use jiff::Timestamp;

use super::{Kept, MARGIN, WarmLeases};
use crate::clock::{earlier, later};
use crate::lease::Origin;
use crate::{AccountId, Lease};

const HOUR: Duration = Duration::from_secs(3600);
/// Room for two leases, not for three.
const ROOM: usize = 1_000;

fn lease(identifier: &str, generation: u64) -> Lease {
    Lease {
        account_id: AccountId::of("c", identifier),
        token: Arc::new(Secret::new("token".to_owned())),
        generation,
        expires_at: later(Timestamp::now(), HOUR),
        origin: Origin::Account,
    }
}

#[test]
fn a_reading_from_before_a_revocation_warms_nothing() {
    let (warm, lease) = (WarmLeases::new(ROOM), lease("alice", 1));
    let stamp = warm.stamp();
    warm.forget(&lease.account_id);
    warm.keep(stamp, &lease, lease.expires_at);
    assert!(warm.get(&lease.account_id).is_none());
    warm.keep(warm.stamp(), &lease, lease.expires_at);
    assert!(warm.get(&lease.account_id).is_some());
}

#[test]
fn a_lease_cools_down_in_time() {
    let (warm, lease) = (WarmLeases::new(ROOM), lease("alice", 1));
    warm.keep(warm.stamp(), &lease, earlier(Timestamp::now(), HOUR));
    assert!(warm.get(&lease.account_id).is_none());
}

#[test]
fn a_lease_that_is_due_is_lent_until_its_token_is_about_to_run_out() {
    let warm = WarmLeases::new(ROOM);
    let due = later(Timestamp::now(), Duration::from_millis(1));
    let short = Lease { expires_at: later(Timestamp::now(), MARGIN), ..lease("bob", 1) };
    let long = lease("alice", 1);
    for lease in [&long, &short] {
        warm.keep(warm.stamp(), lease, due);
    }
    while Timestamp::now() <= due {
        std::hint::spin_loop();
    }
    assert!(matches!(warm.get(&long.account_id), Some(Kept::Due(_))));
    assert!(warm.get(&short.account_id).is_none());
}

#[test]
fn only_a_used_token_is_forgotten_after_401() {
    let (warm, lease) = (WarmLeases::new(ROOM), lease("alice", 2));
    warm.keep(warm.stamp(), &lease, lease.expires_at);
    warm.forget_used(&lease.account_id, 1);
    assert!(warm.get(&lease.account_id).is_some());
    warm.forget_used(&lease.account_id, 2);
    assert!(warm.get(&lease.account_id).is_none());
}

#[test]
fn a_full_house_lets_the_longest_unused_lease_go_and_takes_the_new_one() {
    let warm = WarmLeases::new(ROOM);
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| lease(name, 1));
    for lease in [&alice, &bob] {
        warm.keep(warm.stamp(), lease, lease.expires_at);
    }
    assert!(warm.get(&alice.account_id).is_some());
    warm.keep(warm.stamp(), &carol, carol.expires_at);

    assert!(warm.get(&bob.account_id).is_none());
    assert!(warm.get(&alice.account_id).is_some() && warm.get(&carol.account_id).is_some());
}

#[test]
fn a_revoked_token_that_had_to_go_before_does_not_come_back() {
    let warm = WarmLeases::new(ROOM);
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| lease(name, 1));
    warm.keep(warm.stamp(), &alice, alice.expires_at);
    let reading = warm.stamp();
    for lease in [&bob, &carol] {
        warm.keep(warm.stamp(), lease, lease.expires_at);
    }
    // There is no lease of hers to forget any more, and yet the reading from before must not count.
    assert!(warm.get(&alice.account_id).is_none());
    warm.forget(&alice.account_id);
    warm.keep(reading, &alice, alice.expires_at);
    assert!(warm.get(&alice.account_id).is_none());
}

#[test]
fn an_older_reading_does_not_take_the_place_of_a_newer_token() {
    let warm = WarmLeases::new(ROOM);
    let (old, new) = (lease("alice", 1), lease("alice", 2));
    let stamp = warm.stamp();
    warm.keep(stamp, &new, new.expires_at);
    warm.keep(stamp, &old, old.expires_at);
    let Some(Kept::Fresh(kept)) = warm.get(&new.account_id) else { panic!("not kept") };
    assert_eq!(kept.generation, 2);
}
