//! Hosts on one database, each killed at another step of a refresh: the one that is left takes over.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use innkeeper_test_postgres::Server;
use innkeeper_tests::tell;

use crate::stage::{Fate, Stage};

/// Steps that a refresh tells of itself, and the one that only the provider knows.
const STEPS: [&str; 5] = ["Due", "WrittenDown", "Rotated", "Answered", "Stored"];
/// The survivor waits for a dead host's refresh this long and no longer: it cannot know that the host is dead.
const PATIENCE: Duration = Duration::from_secs(40);

#[tokio::test(flavor = "multi_thread")]
async fn the_host_that_is_left_takes_over_what_killed_ones_had_begun() {
    let database = Server::shared().database();
    let stage = Stage::set(Some(database.url())).await;
    let survivor = stage.host();
    for name in STEPS {
        stage.connect(name).await;
    }
    stage.expire_tokens();
    for step in STEPS {
        let (mut host, port) = stage.further_host();
        let held = (step == "Rotated").then(|| stage.hold_the_next_token());
        if held.is_none() {
            host.dies_at(step);
        }
        let death = async {
            if let Some(before) = held {
                stage.held_one_more_than(before).await;
                host.kill();
            }
        };
        let (reply, ()) = tokio::join!(stage.call(port, step), death);
        assert!(reply.is_err(), "the host did not die at {step}");
        host.dead();
    }
    let began = Instant::now();
    let fates = join_all(STEPS.map(|name| stage.fate(stage.port(), name))).await;
    assert_eq!(fates, [Fate::Works; 5]);
    let took = began.elapsed();
    assert!(took < PATIENCE, "{took:?}");
    drop(survivor);
    tell(format_args!(
        "5 hosts of a database killed while they refresh: the last one has all 5 accounts after {took:.1?}"
    ));
}
