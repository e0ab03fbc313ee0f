use std::sync::Arc;
use std::time::Duration;

use innkeeper_vault::Secret;
use jiff::Timestamp;

use super::{Kept, MARGIN, WarmLeases};
use crate::clock::{earlier, later};
use crate::lease::Origin;
use crate::{AccountId, Lease};

const HOUR: Duration = Duration::from_secs(3600);

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
    let (warm, lease) = (WarmLeases::default(), lease("alice", 1));
    let stamp = warm.stamp();
    warm.forget(&lease.account_id);
    warm.keep(stamp, &lease, lease.expires_at);
    assert!(warm.get(&lease.account_id).is_none());
    warm.keep(warm.stamp(), &lease, lease.expires_at);
    assert!(warm.get(&lease.account_id).is_some());
}

#[test]
fn a_lease_cools_down_in_time() {
    let (warm, lease) = (WarmLeases::default(), lease("alice", 1));
    warm.keep(warm.stamp(), &lease, earlier(Timestamp::now(), HOUR));
    assert!(warm.get(&lease.account_id).is_none());
}

#[test]
fn a_lease_that_is_due_is_lent_until_its_token_is_about_to_run_out() {
    let warm = WarmLeases::default();
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
    let (warm, lease) = (WarmLeases::default(), lease("alice", 2));
    warm.keep(warm.stamp(), &lease, lease.expires_at);
    warm.forget_used(&lease.account_id, 1);
    assert!(warm.get(&lease.account_id).is_some());
    warm.forget_used(&lease.account_id, 2);
    assert!(warm.get(&lease.account_id).is_none());
}
