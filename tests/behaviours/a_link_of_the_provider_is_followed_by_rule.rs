//! Links in the provider's answers, such as a page's `next`: a guest may follow them where it could have asked itself.

use innkeeper_tests::{House, Reply};
use serde_json::json;

async fn follow(house: &House, link: &str) -> Reply {
    house.invoke("alice", "follow_link", json!({ "workspace": "acme", "link": link })).await.unwrap()
}

/// Requests that have left the host, to the API or to the storage host.
fn sent(house: &House) -> usize {
    let control = house.simulator.control();
    control.api_requests().len() + control.storage_requests().len()
}

#[tokio::test]
async fn a_link_to_the_tools_own_endpoint_is_followed() {
    let house = House::pinned_to("acme").await.unwrap();
    let link = format!("{}/repositories/acme?page=2&pagelen=5#top", house.simulator.api_base());
    let reply = follow(&house, &link).await;
    assert_eq!((reply.status, &reply.data()["page"]), (200, &json!(2)), "{}", reply.text);
    let sent = house.simulator.control().api_requests().pop().unwrap();
    assert_eq!((sent.path.as_str(), sent.query.as_str()), ("/2.0/repositories/acme", "page=2&pagelen=5"));
}

#[tokio::test]
async fn a_link_to_anywhere_else_is_refused_and_nothing_is_sent() {
    let house = House::pinned_to("acme").await.unwrap();
    let (base, origin) = (house.simulator.api_base(), house.simulator.origin());
    let with_a_name = base.replace("http://", "http://alice@");
    for link in [
        format!("{base}/user"),
        format!("{base}/repositories/acme/website"),
        format!("{base}/repositories/globex?page=2"),
        format!("{base}/repositories/acme/../globex"),
        format!("{base}/repositories/%67lobex"),
        format!("{origin}/repositories/acme"),
        format!("{origin}/2.0x/repositories/acme"),
        format!("{}/repositories/acme", house.simulator.storage_origin()),
        format!("{with_a_name}/repositories/acme"),
        "https://api.bitbucket.example/2.0/repositories/acme".to_owned(),
        "file:///etc/passwd".to_owned(),
        "/repositories/acme".to_owned(),
        String::new(),
    ] {
        let before = sent(&house);
        let reply = follow(&house, &link).await;
        assert_eq!((reply.status, reply.kind().as_str()), (403, "POLICY_DENIED"), "{link}: {}", reply.text);
        assert_eq!(sent(&house), before, "{link} left the host");
    }
}
