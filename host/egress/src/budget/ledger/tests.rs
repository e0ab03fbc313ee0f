//! The rule, held against any order of events.

use std::num::NonZeroU32;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Ask, COUNTS, Company, Denial, Grant, Ledger, MINUTE, Millis, Reason};

const START: Millis = 1_800_000_000_000;
const HOUR: Millis = 60 * MINUTE;
const SECOND: Millis = 1_000;
const USERS: [&str; 5] = ["ada", "bob", "cem", "dot", "eve"];

fn limit(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn take(
    ledger: &mut Ledger,
    now: Millis,
    of: u32,
    user: &str,
    company: Company,
    most: u32,
) -> Result<Grant, Denial> {
    ledger.forget(now);
    ledger.take(now, limit(of), Ask { user, company, most })
}

fn all(ledger: &mut Ledger, now: Millis, of: u32, user: &str, company: Company) -> u32 {
    let mut taken = 0;
    while let Ok(grant) = take(ledger, now, of, user, company, 7) {
        taken += grant.count;
    }
    taken
}

/// A host takes for a user.
#[derive(Clone, Debug)]
struct Step {
    pause: Millis,
    user: usize,
    host: usize,
    most: u32,
    /// How many of ten grants are not spent and given back.
    unspent: u32,
    /// From the grant to the provider's door.
    delay: Millis,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let pause = prop_oneof![4 => Just(0), 3 => 0..30 * SECOND, 2 => 0..20 * MINUTE, 1 => 0..90 * MINUTE];
    let step = (pause, 0..USERS.len(), 0..3_usize, 1..60_u32, 0..10_u32, 0..=15 * SECOND);
    vec(
        step.prop_map(|(pause, user, host, most, unspent, delay)| Step {
            pause,
            user,
            host,
            most,
            unspent,
            delay,
        }),
        1..250,
    )
}

proptest! {
    #[test]
    fn no_hour_has_more_requests_than_the_limit(
        steps in steps(),
        of in 1..200_u32,
        // By how much each host's clock is ahead.
        clocks in [0..45 * SECOND, 0..45 * SECOND, 0..45 * SECOND],
        company in prop_oneof![Just(Company::Alone), Just(Company::Others)],
    ) {
        let (mut ledger, mut time, mut arrived) = (Ledger::default(), START, Vec::new());
        for step in steps {
            time += step.pause;
            let now = time + clocks[step.host];
            let user = USERS[step.user];
            if let Ok(grant) = take(&mut ledger, now, of, user, company, step.most) {
                let back = grant.count * step.unspent / 10;
                ledger.give_back(user, grant.minute, back);
                arrived.extend((back..grant.count).map(|_| time + step.delay));
            }
        }
        arrived.sort_unstable();
        for (first, start) in arrived.iter().enumerate() {
            let within = arrived[first..].iter().take_while(|moment| **moment - start < HOUR).count();
            prop_assert!(within <= of as usize, "{} of {} within an hour", within, of);
        }
    }

    #[test]
    fn a_light_user_gets_its_guarantee_whatever_the_others_do(steps in steps(), of in 1..1_200_u32) {
        let (mut ledger, mut now) = (Ledger::default(), START);
        for step in steps {
            now += step.pause;
            let user = USERS[step.user];
            match take(&mut ledger, now, of, user, Company::Others, step.most) {
                Ok(grant) => ledger.give_back(user, grant.minute, grant.count * step.unspent / 10),
                Err(_) => {
                    let own = ledger.used_by(user);
                    let others = ledger.users() as u32 - u32::from(own > 0);
                    // At least half of limit/2^others, rounded as grants are.
                    prop_assert!(
                        u64::from(of) < 2_u64.pow(others) * (2 * u64::from(own) + 1),
                        "{} others; refused after {} of {}", others, own, of
                    );
                }
            }
        }
    }

    #[test]
    fn a_refused_user_gets_through_when_it_was_told_and_not_before(steps in steps(), of in 1..100_u32) {
        let (mut ledger, mut now) = (Ledger::default(), START);
        for step in steps {
            now += step.pause;
            let user = USERS[step.user];
            let answer = take(&mut ledger, now, of, user, Company::Others, step.most);
            if let Err(denial) = answer {
                let at = |moment| take(&mut ledger.clone(), moment, of, user, Company::Others, 1);
                prop_assert!(at(denial.opens_at).is_ok());
                prop_assert!(at(denial.opens_at - 1).is_err() || denial.opens_at == now);
            }
        }
    }
}

#[test]
fn whoever_is_alone_gets_everything() {
    let mut ledger = Ledger::default();
    assert_eq!(all(&mut ledger, START, 1_000, "ada", Company::Alone), 1_000);
    let denial = take(&mut ledger, START, 1_000, "ada", Company::Alone, 1).unwrap_err();
    assert_eq!(denial.reason, Reason::Spent);
    assert_eq!(denial.opens_at, (START / MINUTE + COUNTS + 1) * MINUTE);
    assert_eq!(all(&mut ledger, denial.opens_at, 1_000, "ada", Company::Alone), 1_000);
}

#[test]
fn busy_users_get_equal_parts_and_leave_one_for_a_newcomer() {
    let mut ledger = Ledger::default();
    let mut turns = 0;
    while turns < USERS.len() {
        turns = 0;
        for user in &USERS[..4] {
            turns += usize::from(take(&mut ledger, START, 1_000, user, Company::Others, 1).is_err());
        }
        if turns == 4 {
            break;
        }
    }
    assert_eq!(USERS.map(|user| ledger.used_by(user)), [200, 200, 200, 200, 0]);
    let refused = take(&mut ledger, START, 1_000, "ada", Company::Others, 1).unwrap_err();
    assert_eq!(refused.reason, Reason::Share);
    assert_eq!(all(&mut ledger, START, 1_000, "eve", Company::Others), 100);
}

#[test]
fn one_busy_user_leaves_half_and_a_second_one_a_quarter() {
    let mut ledger = Ledger::default();
    let taken = ["ada", "bob", "cem"].map(|user| all(&mut ledger, START, 1_000, user, Company::Others));
    assert_eq!(taken, [500, 250, 125]);
}

#[test]
fn whoever_seems_alone_shares_with_those_whose_requests_still_count() {
    let mut ledger = Ledger::default();
    assert!(take(&mut ledger, START, 100, "bob", Company::Others, 1).is_ok());
    assert_eq!(all(&mut ledger, START, 100, "ada", Company::Alone), 50);
}

#[test]
fn batches_become_small_where_little_is_left() {
    let mut ledger = Ledger::default();
    let mut sizes = Vec::new();
    while let Ok(grant) = take(&mut ledger, START, 1_000, "ada", Company::Alone, u32::MAX) {
        sizes.push(grant.count);
    }
    assert_eq!((sizes[0], sizes.iter().sum::<u32>()), (31, 1_000));
    assert!(sizes.is_sorted_by(|one, next| one >= next), "{sizes:?}");
    assert!(sizes.iter().rev().take(32).all(|size| *size == 1), "{sizes:?}");
}

#[test]
fn what_is_given_back_is_free_again() {
    let mut ledger = Ledger::default();
    let grant = take(&mut ledger, START, 1_000, "ada", Company::Alone, 10).unwrap();
    ledger.give_back("ada", grant.minute, 10);
    assert_eq!(ledger, Ledger::default());
    // What was forgotten meanwhile is not taken back a second time.
    ledger.give_back("ada", grant.minute, 10);
    assert_eq!(ledger.used(), 0);
}

/// Everything granted at a minute's very end by the slowest clock and under way for as long as may be, then asked for anew
/// by the fastest clock.
#[test]
fn the_worst_case_is_covered_to_the_millisecond() {
    let (mut ledger, granted) = (Ledger::default(), START + MINUTE - START % MINUTE - 1);
    assert_eq!(all(&mut ledger, granted, 100, "ada", Company::Alone), 100);
    let (under_way, ahead) = (15 * SECOND, 45 * SECOND);
    let opens = take(&mut ledger, granted + ahead, 100, "ada", Company::Alone, 1).unwrap_err().opens_at;
    assert!(take(&mut ledger.clone(), opens - 1, 100, "ada", Company::Alone, 1).is_err());
    assert!(take(&mut ledger, opens, 100, "ada", Company::Alone, 1).is_ok());
    assert!(opens - ahead >= granted + under_way + HOUR);
}
