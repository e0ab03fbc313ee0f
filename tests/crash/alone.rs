//! One host after the other on the embedded store, each killed while it refreshes.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use innkeeper_tests::tell;

use crate::stage::{Fate, Stage};
use crate::victim::Victim;

/// Kills, unless the environment says otherwise.
const KILLS: u64 = 240;
/// Accounts that random kills hit in flight.
const ACCOUNTS: u64 = 8;
/// A kill at random comes within this time of the calls: a refresh takes a few milliseconds.
const WITHIN: Duration = Duration::from_millis(40);

/// Where a host is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    /// Before the attempt is written down.
    Due,
    /// When the attempt is durable and the request is about to leave.
    WrittenDown,
    /// When the provider has rotated the refresh token and its answer is on the way.
    Rotated,
    /// When the new tokens are in memory and nowhere else.
    Answered,
    /// When the new tokens are durable.
    Stored,
    /// At any time, with all accounts refreshing.
    Random,
}

use Moment::{Answered, Due, Random, Rotated, Stored, WrittenDown};

/// In turn; half of the kills are random.
const MOMENTS: [Moment; 10] =
    [Due, Random, WrittenDown, Random, Rotated, Random, Answered, Random, Stored, Random];

/// When the next host starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Restart {
    /// While the provider still takes the refresh token from before.
    InTime,
    /// When it does not any more.
    TooLate,
}

/// What became of accounts.
#[derive(Default)]
struct Count {
    kills: u64,
    works: u64,
    expired: u64,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_killed_while_it_refreshes_loses_no_account() {
    let kills = std::env::var("INNKEEPER_CRASH_KILLS").map_or(KILLS, |text| text.parse().unwrap());
    let stage = Stage::set(None).await;
    let names: Vec<String> = (0..ACCOUNTS).map(|number| format!("user-{number}")).collect();
    let mut host = stage.host();
    for name in &names {
        stage.connect(name).await;
    }
    let mut counts = BTreeMap::<(Moment, Restart), Count>::new();
    for (round, moment) in (0..kills).zip(MOMENTS.iter().copied().cycle()) {
        let restart = if round / 10 % 2 == 0 { Restart::InTime } else { Restart::TooLate };
        let one = std::slice::from_ref(&names[usize::try_from(round % ACCOUNTS).unwrap()]);
        let hit = if moment == Random { &names[..] } else { one };
        stage.expire_tokens();
        end(&stage, &mut host, moment, hit, round).await;
        if restart == Restart::TooLate {
            stage.outlast_the_grace();
        }
        host = stage.host();
        let fates = join_all(hit.iter().map(|name| stage.fate(stage.port(), name))).await;
        check(moment, restart, &fates);
        let count = counts.entry((moment, restart)).or_default();
        count.kills += 1;
        for (name, fate) in hit.iter().zip(&fates) {
            match fate {
                Fate::Works => count.works += 1,
                Fate::Expired => {
                    count.expired += 1;
                    stage.connect(name).await;
                }
            }
        }
    }
    for name in &names {
        assert_eq!(stage.fate(stage.port(), name).await, Fate::Works);
    }
    report(kills, &counts);
}

/// Calls on behalf of `hit` and ends the host at that moment.
async fn end(stage: &Stage, host: &mut Victim, moment: Moment, hit: &[String], round: u64) {
    let held = (moment == Rotated).then(|| stage.hold_the_next_token());
    if matches!(moment, Due | WrittenDown | Answered | Stored) {
        host.dies_at(&format!("{moment:?}"));
    }
    // Three at once for each account: two of them wait for the refresh of the first.
    let calls = hit.iter().flat_map(|name| std::iter::repeat_n(name, 3));
    let calls = join_all(calls.map(|name| stage.call(stage.port(), name)));
    let death = async {
        match (moment, held) {
            (_, Some(before)) => {
                stage.held_one_more_than(before).await;
                host.kill();
            }
            (Random, _) => {
                tokio::time::sleep(scattered(round)).await;
                host.kill();
            }
            // By itself, which the calls notice.
            _ => {}
        }
    };
    let (replies, ()) = tokio::join!(calls, death);
    if moment != Random {
        assert!(replies.iter().any(Result::is_err), "the host answered all and did not die at {moment:?}");
        host.dead();
    }
}

/// Spread over [`WITHIN`] by the golden ratio: evenly, and the same in each run.
fn scattered(round: u64) -> Duration {
    let spread = u32::try_from(round.wrapping_mul(0x9E37_79B9) & 0xFFFF).unwrap();
    WITHIN * spread / 0xFFFF
}

/// In time nobody is lost. Too late, only those are for whom the provider had rotated the token before the new one was
/// durable: at two moments certainly, at random perhaps.
fn check(moment: Moment, restart: Restart, fates: &[Fate]) {
    let is_lost = |fate: &Fate| *fate == Fate::Expired;
    match (restart, moment) {
        (Restart::TooLate, Random) => {}
        (Restart::TooLate, Rotated | Answered) => {
            assert!(fates.iter().all(is_lost), "{moment:?}: the provider cannot have taken the old token");
        }
        _ => assert!(!fates.iter().any(is_lost), "{moment:?}, {restart:?}: an account was lost"),
    }
}

fn report(kills: u64, counts: &BTreeMap<(Moment, Restart), Count>) {
    tell(format_args!("{kills} kills of a host that refreshes tokens, by moment and restart:"));
    for ((moment, restart), Count { kills, works, expired }) in counts {
        tell(format_args!(
            "  {:<12} {:<8} {kills:>5} kills: {works:>5} accounts work, {expired:>4} expired",
            format!("{moment:?}"),
            format!("{restart:?}")
        ));
    }
}
