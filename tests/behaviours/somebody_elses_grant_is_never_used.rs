//! Account linking, attacked: a link, an answer or a code of one person that ends in the browser of another.
//!
//! Mallory has an account at the application and the provider's user bob; alice is alice at both.

use innkeeper::VerifyName;
use innkeeper_tests::{Browser, House, Page, Plan, Reply};
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

const VERIFY_URL: &str = "http://127.0.0.1:9/signed-in";

async fn house(verify: VerifyName) -> House {
    House::plan(Plan { verify, ..Plan::with_a_page() }).await.unwrap()
}

async fn link(house: &House, identifier: &str) -> Url {
    house.link(identifier, json!({ "verify_url": VERIFY_URL })).await.unwrap()
}

async fn account(house: &House, identifier: &str) -> Value {
    house.account(identifier).await.unwrap()
}

/// What the application sends: the ticket that came with a browser, and who is signed in there.
async fn verify(house: &House, arrived: &Page, identifier: &str, key: Option<&str>) -> Reply {
    let path = format!("/v1/accounts/{}/verify", arrived.query("account_id").unwrap());
    let body = json!({ "ticket": arrived.query("ticket").unwrap(), "identifier": identifier });
    match key {
        Some(key) => house.request(Method::POST, &path, key, Some(body)).await.unwrap(),
        None => house.post(&path, body).await.unwrap(),
    }
}

/// Connects alice the honest way.
async fn connect_alice(house: &House) {
    let mut browser = Browser::new().unwrap();
    let back = house.way_back(&mut browser, &link(house, "alice").await, "alice").await.unwrap();
    let arrived = browser.travel(&back, |url| url.as_str().starts_with(VERIFY_URL)).await.unwrap();
    let verified = verify(house, &arrived, "alice", None).await;
    assert_eq!(verified.json()["status"], "ACTIVE", "{}", verified.text);
}

/// Nothing can be done as mallory, and nothing is sent in trying.
async fn mallory_got_nothing(house: &House) {
    let before = house.simulator.control().api_requests().len();
    let reply = house.invoke("mallory", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!((reply.status, reply.kind().as_str()), (409, "AUTH_REQUIRED"), "{}", reply.text);
    assert_eq!(house.simulator.control().api_requests().len(), before);
    assert_eq!(account(house, "mallory").await["provider_account"], json!(null));
}

/// Alice's account is hers still.
async fn alice_kept_hers(house: &House) {
    let reply = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!((reply.status, &reply.data()["nickname"]), (200, &json!("alice")), "{}", reply.text);
}

#[tokio::test]
async fn a_link_that_was_passed_on_gives_its_maker_nothing_where_the_application_confirms() {
    let house = house(VerifyName::App).await;
    let link = link(&house, "mallory").await;
    let mut victim = Browser::new().unwrap();
    let back = house.way_back(&mut victim, &link, "alice").await.unwrap();
    let arrived = victim.travel(&back, |url| url.as_str().starts_with(VERIFY_URL)).await.unwrap();
    // The host asked whose grant it is, and for nothing else.
    let asked: Vec<String> =
        house.simulator.control().api_requests().into_iter().map(|seen| seen.path).collect();
    assert_eq!(asked, ["/2.0/user", "/2.0/user/emails", "/2.0/user/workspaces"]);
    assert_eq!(account(&house, "mallory").await["status"], "PENDING_VERIFICATION");
    mallory_got_nothing(&house).await;

    let refused = verify(&house, &arrived, "alice", None).await;
    assert_eq!((refused.status, refused.kind().as_str()), (409, "CONFLICT"), "{}", refused.text);
    assert!(refused.detail().contains("not the one that account"), "{}", refused.text);
    assert_eq!(account(&house, "mallory").await["status"], "PENDING");
    let late = verify(&house, &arrived, "mallory", None).await;
    assert_eq!(
        (late.status, late.kind().as_str()),
        (409, "CONFLICT"),
        "the grant is still there: {}",
        late.text
    );
    mallory_got_nothing(&house).await;
}

#[tokio::test]
async fn a_link_that_was_passed_on_gives_its_maker_nothing_where_the_host_confirms() {
    let house = house(VerifyName::Host).await;
    let link = link(&house, "mallory").await;
    let mut victim = Browser::new().unwrap();
    let back = house.way_back(&mut victim, &link, "alice").await.unwrap();
    let form = victim.step(&back).await.unwrap();
    assert!(
        form.text
            .contains("You came back from Bitbucket Cloud as <strong>Alice van der Berg</strong> (alice)")
    );
    let action = Url::parse(form.text.split_once("action=\"").unwrap().1.split_once('"').unwrap().0).unwrap();
    let id = account(&house, "mallory").await["id"].as_str().unwrap().to_owned();
    let key =
        async |of: &str| house.key(json!({ "role": "agent", "name": of, "identifier": of })).await.unwrap();
    let (alices, mallorys) = (key("alice").await, key("mallory").await);
    let refused = victim.submit(&action, &[("account_id", &id), ("key", &alices)]).await.unwrap();
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert!(refused.text.contains("not for the person whom the link was made for"), "{}", refused.text);
    assert!(refused.text.contains("<strong>Alice van der Berg</strong>"), "who came back: {}", refused.text);
    // Mallory has the link and a key, but not the ticket that only the victim's browser was given.
    let mut own = link.clone();
    own.set_path(&format!("{}/confirm", link.path()));
    let mut attacker = Browser::new().unwrap();
    let guessed = attacker.submit(&own, &[("account_id", &id), ("key", &mallorys)]).await.unwrap();
    assert_eq!(guessed.status, 409, "{}", guessed.text);
    assert_eq!(account(&house, "mallory").await["status"], "PENDING_VERIFICATION");
    mallory_got_nothing(&house).await;
}

#[tokio::test]
async fn an_answer_that_was_passed_on_counts_in_no_other_browser() {
    for verify in [VerifyName::App, VerifyName::Host, VerifyName::None] {
        let house = house(verify).await;
        let mut attacker = Browser::new().unwrap();
        let back = house.way_back(&mut attacker, &link(&house, "mallory").await, "bob").await.unwrap();
        let asked = house.simulator.control().token_requests();
        let mut fresh = Browser::new().unwrap();
        let mut underway = Browser::new().unwrap();
        house.way_back(&mut underway, &link(&house, "alice").await, "alice").await.unwrap();
        for victim in [&mut fresh, &mut underway] {
            let page = victim.step(&back).await.unwrap();
            assert_eq!(page.status, 403, "{verify:?}: {}", page.text);
            assert!(page.text.contains("another browser than the question"), "{}", page.text);
        }
        assert_eq!(house.simulator.control().token_requests(), asked, "{verify:?}: the code was used");
        for identifier in ["alice", "mallory"] {
            assert_eq!(account(&house, identifier).await["status"], "PENDING", "{verify:?} {identifier}");
        }
    }
}

#[tokio::test]
async fn a_code_of_one_flow_is_worth_nothing_in_another() {
    let house = house(VerifyName::App).await;
    let (mut attacker, mut victim) = (Browser::new().unwrap(), Browser::new().unwrap());
    let attackers = house.way_back(&mut attacker, &link(&house, "mallory").await, "bob").await.unwrap();
    let code = attackers.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let link = link(&house, "alice").await;
    let victims = house.way_back(&mut victim, &link, "alice").await.unwrap();
    let state = victims.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let mut injected = victims.clone();
    injected.query_pairs_mut().clear().append_pair("state", &state).append_pair("code", &code);
    let page = victim.step(&injected).await.unwrap();
    assert_eq!(page.status, 400, "{}", page.text);
    assert!(page.text.contains("used up") && !page.text.contains(&code), "{}", page.text);
    assert_eq!(account(&house, "alice").await["status"], "PENDING");
    assert!(house.simulator.control().api_requests().is_empty(), "a token was used");
    // The victim's link is good again, and ends with herself.
    let back = house.way_back(&mut victim, &link, "alice").await.unwrap();
    let arrived = victim.travel(&back, |url| url.as_str().starts_with(VERIFY_URL)).await.unwrap();
    let verified = verify(&house, &arrived, "alice", None).await.json();
    assert_eq!(verified["provider_account"]["username"], "alice", "{verified}");
}

#[tokio::test]
async fn an_account_in_force_outlives_every_attempt_on_it() {
    let house = house(VerifyName::App).await;
    connect_alice(&house).await;
    // A link for alice in mallory's hands: another user of the provider comes back, and the browser goes nowhere.
    let mut attacker = Browser::new().unwrap();
    let back = house.way_back(&mut attacker, &link(&house, "alice").await, "bob").await.unwrap();
    let page = attacker.step(&back).await.unwrap();
    assert_eq!((page.status, page.location()), (409, None), "{}", page.text);
    alice_kept_hers(&house).await;
    // A wrong person at the application: the grant is dropped, the one before stays.
    let mut browser = Browser::new().unwrap();
    let back = house.way_back(&mut browser, &link(&house, "alice").await, "alice").await.unwrap();
    let arrived = browser.travel(&back, |url| url.as_str().starts_with(VERIFY_URL)).await.unwrap();
    assert_eq!(verify(&house, &arrived, "mallory", None).await.kind(), "CONFLICT");
    assert_eq!(account(&house, "alice").await["status"], "ACTIVE");
    alice_kept_hers(&house).await;
}

#[tokio::test]
async fn an_agent_confirms_nobody() {
    let house = house(VerifyName::App).await;
    let mut browser = Browser::new().unwrap();
    let back = house.way_back(&mut browser, &link(&house, "alice").await, "alice").await.unwrap();
    let arrived = browser.travel(&back, |url| url.as_str().starts_with(VERIFY_URL)).await.unwrap();
    for identifier in [json!("mallory"), json!("alice"), json!(null)] {
        let key = json!({ "role": "agent", "name": "agent", "identifier": identifier });
        let key = house.key(key).await.unwrap();
        for claimed in ["alice", "mallory"] {
            let refused = verify(&house, &arrived, claimed, Some(&key)).await;
            assert_eq!((refused.status, refused.kind().as_str()), (403, "POLICY_DENIED"), "{}", refused.text);
        }
    }
    assert_eq!(account(&house, "alice").await["status"], "PENDING_VERIFICATION");
    assert_eq!(verify(&house, &arrived, "alice", None).await.status, 200, "the ticket was used up");
}

#[tokio::test]
async fn a_ticket_confirms_no_other_account() {
    let house = house(VerifyName::App).await;
    let mut browser = Browser::new().unwrap();
    let back = house.way_back(&mut browser, &link(&house, "alice").await, "alice").await.unwrap();
    let arrived = browser.travel(&back, |url| url.as_str().starts_with(VERIFY_URL)).await.unwrap();
    let others = account(&house, "mallory").await["id"].as_str().unwrap().to_owned();
    let ticket = arrived.query("ticket").unwrap();
    for identifier in ["mallory", "alice"] {
        let body = json!({ "ticket": ticket, "identifier": identifier });
        let refused = house.post(&format!("/v1/accounts/{others}/verify"), body).await.unwrap();
        assert_eq!((refused.status, refused.kind().as_str()), (409, "CONFLICT"), "{}", refused.text);
    }
    mallory_got_nothing(&house).await;
    assert_eq!(verify(&house, &arrived, "alice", None).await.status, 200);
    alice_kept_hers(&house).await;
}
