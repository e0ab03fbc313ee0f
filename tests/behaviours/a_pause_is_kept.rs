//! The provider's own 429: it is told with the time to wait, and until then nothing more of the kind is sent.

use std::time::{Duration, SystemTime};

use innkeeper_simulator::Fault;
use innkeeper_tests::{House, Reply};
use serde_json::json;

async fn connected() -> House {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    house
}

async fn read(house: &House) -> Reply {
    house.invoke("alice", "bitbucket_repositories_list", json!({ "workspace": "acme" })).await.unwrap()
}

/// The provider turns a call away, and the host keeps the pause. Gives its length in milliseconds.
async fn turned_away(house: &House, retry_after: Option<&str>) -> u64 {
    let control = house.simulator.control();
    control.fail_next(Fault::Status429 { retry_after: retry_after.map(str::to_owned) });
    let reply = read(house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (429, "UPSTREAM_RATE_LIMIT"), "{}", reply.text);
    assert!(reply.json()["can_retry"] == true && reply.json()["upstream_status"] == 429);
    let pause = reply.json()["retry_after_ms"].as_u64().unwrap();
    assert_eq!(reply.headers["retry-after"], pause.div_ceil(1_000).to_string().as_str());

    let sent = control.api_requests().len();
    let refused = read(house).await;
    assert_eq!((refused.status, refused.kind().as_str()), (429, "RATE_LIMITED"), "{}", refused.text);
    let left = refused.json()["retry_after_ms"].as_u64().unwrap();
    assert!(left <= pause && left + 10_000 > pause, "{left} of {pause}");
    assert!(refused.detail().contains("`repository`") && refused.detail().contains("`bitbucket`"));
    assert_eq!(control.api_requests().len(), sent, "nothing was sent");
    // Another group is another matter.
    let user = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!(user.status, 200, "{}", user.text);

    house.advance_clock(Duration::from_millis(pause));
    assert_eq!(read(house).await.status, 200, "the pause is over");
    pause
}

#[tokio::test]
async fn seconds_and_dates_are_what_the_provider_asked_for() {
    let house = connected().await;
    assert_eq!(turned_away(&house, Some("120")).await, 120_000);
    // The house's clock is 120 s ahead by now.
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(120 + 300));
    let pause = turned_away(&house, Some(&date)).await;
    assert!((290_000..=300_000).contains(&pause), "{pause}");
}

#[tokio::test]
async fn without_a_time_pauses_grow_with_each_refusal() {
    let house = connected().await;
    let mut pauses = Vec::new();
    for unknown in [None, Some("soon"), Some("-5"), None] {
        pauses.push(turned_away(&house, unknown).await);
    }
    assert_eq!(pauses, [5_000, 10_000, 20_000, 40_000]);
    house.advance_clock(Duration::from_secs(3_600));
    assert_eq!(turned_away(&house, None).await, 5_000, "after a quiet while it is the first again");
}

#[tokio::test]
async fn nonsense_is_no_more_than_an_hour() {
    let house = connected().await;
    for endless in ["31536000", "99999999999999999999", "Wed, 21 Oct 2037 07:28:00 GMT"] {
        assert_eq!(turned_away(&house, Some(endless)).await, 3_600_000, "{endless}");
    }
}

#[tokio::test]
async fn requests_that_no_group_counts_wait_as_well() {
    let house = connected().await;
    let control = house.simulator.control();
    let user = async || house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    control.fail_next(Fault::Status429 { retry_after: Some("60".to_owned()) });
    assert_eq!(user().await.kind(), "UPSTREAM_RATE_LIMIT");
    assert_eq!(user().await.kind(), "RATE_LIMITED");
    assert_eq!(read(&house).await.status, 200);
    house.advance_clock(Duration::from_secs(61));
    assert_eq!(user().await.status, 200);
}
