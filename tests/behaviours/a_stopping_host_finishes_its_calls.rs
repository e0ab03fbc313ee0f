//! Ctrl-C: calls in flight finish, new ones find nobody.

use std::time::Duration;

use innkeeper_simulator::Fault;
use innkeeper_tests::House;
use serde_json::json;

#[tokio::test]
async fn a_call_in_flight_gets_its_answer() {
    let mut house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let asked = house.simulator.control().api_requests().len();
    house.simulator.control().fail_next(Fault::Stall(Duration::from_millis(800)));
    let call = house.invoke("alice", "bitbucket_user_get", json!({}));
    let stop = async {
        while house.simulator.control().api_requests().len() == asked {
            tokio::task::yield_now().await;
        }
        house.begin_stop();
    };
    let (reply, ()) = tokio::join!(call, stop);
    assert_eq!(reply.unwrap().status, 200);
    house.stopped().await.unwrap();
    assert!(house.get("/healthz").await.is_err(), "the host still answers");
}
