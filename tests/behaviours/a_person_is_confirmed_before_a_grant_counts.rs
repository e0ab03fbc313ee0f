//! A grant that came back counts once somebody who knows says that it is the right person's.

use innkeeper::VerifyName;
use innkeeper_tests::{Browser, House, Page, Plan, Reply, open_unserved};
use serde_json::{Value, json};
use url::Url;

const VERIFY_URL: &str = "http://127.0.0.1:9/signed-in?session=7";

/// A house whose application confirms, and a browser's way to that application.
async fn consented() -> (House, Url, Page) {
    let house = House::plan(Plan { verify: VerifyName::App, ..Plan::default() }).await.unwrap();
    let link = house.link("alice", json!({ "verify_url": VERIFY_URL })).await.unwrap();
    let page = house.consent(&mut Browser::new().unwrap(), &link).await.unwrap();
    (house, link, page)
}

async fn verify(house: &House, page: &Page, ticket: &str, identifier: &str) -> Reply {
    let path = format!("/v1/accounts/{}/verify", page.query("account_id").unwrap());
    house.post(&path, json!({ "ticket": ticket, "identifier": identifier })).await.unwrap()
}

async fn account(house: &House) -> Value {
    house.account("alice").await.unwrap()
}

#[tokio::test]
async fn nothing_is_called_before_the_application_confirms() {
    let (house, _, page) = consented().await;
    assert!(page.url.as_str().starts_with(VERIFY_URL), "{}", page.url);
    assert_eq!(page.query("account_id").unwrap(), account(&house).await["id"]);
    assert_eq!(account(&house).await["status"], "PENDING_VERIFICATION");

    let sent = house.simulator.control().api_requests().len();
    let reply = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!((reply.status, reply.kind().as_str()), (409, "AUTH_REQUIRED"), "{}", reply.text);
    assert!(reply.json()["connect_url"].as_str().unwrap().starts_with(house.url.as_str()));
    assert_eq!(house.simulator.control().api_requests().len(), sent);

    let verified = verify(&house, &page, &page.query("ticket").unwrap(), "alice").await;
    assert_eq!((verified.status, &verified.json()["status"]), (200, &json!("ACTIVE")), "{}", verified.text);
    assert_eq!(house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap().status, 200);
}

#[tokio::test]
async fn somebody_elses_grant_is_dropped() {
    let (house, _, page) = consented().await;
    let ticket = page.query("ticket").unwrap();
    let wrong = verify(&house, &page, &ticket, "mallory").await;
    assert_eq!((wrong.status, wrong.kind().as_str()), (409, "CONFLICT"), "{}", wrong.text);
    assert_eq!(account(&house).await["status"], "PENDING");
    let late = verify(&house, &page, &ticket, "alice").await;
    assert_eq!(late.kind(), "CONFLICT", "the dropped grant came back: {}", late.text);
}

#[tokio::test]
async fn a_verification_ticket_confirms_its_own_account_once() {
    let (house, link, page) = consented().await;
    let ticket = page.query("ticket").unwrap();
    let links_own = link.path().rsplit('/').next().unwrap();
    assert_eq!(verify(&house, &page, links_own, "alice").await.kind(), "CONFLICT");
    let bob = house.account("bob").await.unwrap();
    let path = format!("/v1/accounts/{}/verify", bob["id"].as_str().unwrap());
    let other = house.post(&path, json!({ "ticket": ticket, "identifier": "bob" })).await.unwrap();
    assert_eq!(other.kind(), "CONFLICT", "{}", other.text);
    assert_eq!(verify(&house, &page, &ticket, "alice").await.status, 200);
    assert_eq!(verify(&house, &page, &ticket, "alice").await.kind(), "CONFLICT");
    assert_eq!(account(&house).await["status"], "ACTIVE");
}

#[tokio::test]
async fn without_a_place_to_go_the_browser_is_told_to_wait() {
    let house = House::plan(Plan { verify: VerifyName::App, ..Plan::default() }).await.unwrap();
    let link = house.link("alice", json!({})).await.unwrap();
    let page = house.consent(&mut Browser::new().unwrap(), &link).await.unwrap();
    assert_eq!(page.status, 200);
    assert!(page.text.contains("the application confirms"), "{}", page.text);
    assert_eq!(account(&house).await["status"], "PENDING_VERIFICATION");
}

/// The value of an attribute of the page's form.
fn between<'a>(page: &'a Page, start: &str) -> &'a str {
    let (_, rest) = page.text.split_once(start).unwrap_or_else(|| panic!("no {start} in {}", page.text));
    rest.split_once('"').unwrap().0
}

#[tokio::test]
async fn the_hosts_own_sign_in_takes_a_key_of_that_person() {
    let house = House::plan(Plan { verify: VerifyName::Host, ..Plan::default() }).await.unwrap();
    let link = house.link("alice", json!({ "return_url": "http://127.0.0.1:9/done?x=1" })).await.unwrap();
    let mut browser = Browser::new().unwrap();
    let form = house.consent(&mut browser, &link).await.unwrap();
    let action = Url::parse(between(&form, "action=\"")).unwrap();
    let id = between(&form, "name=\"account_id\" value=\"").to_owned();
    let key = |identifier: Value| {
        house.key(json!({ "role": "agent", "name": "sign-in", "identifier": identifier }))
    };
    let bobs = key(json!("bob")).await.unwrap();
    let anybodys = key(json!(null)).await.unwrap();
    for (wrong, status) in [(bobs.as_str(), 403), (&anybodys, 403), ("ik_nonsense", 401)] {
        let page = browser.submit(&action, &[("account_id", &id), ("key", wrong)]).await.unwrap();
        assert_eq!(page.status, status, "{}", page.text);
        assert!(!page.text.contains(wrong), "the key is on the page");
        assert_eq!(account(&house).await["status"], "PENDING_VERIFICATION");
    }
    let alices = key(json!("alice")).await.unwrap();
    let page = browser.submit(&action, &[("account_id", &id), ("key", &alices)]).await.unwrap();
    let to = page.location().unwrap_or_else(|| panic!("{} {}", page.status, page.text));
    assert_eq!(to.as_str(), format!("http://127.0.0.1:9/done?x=1&account_id={id}&status=ACTIVE"));
    assert_eq!(account(&house).await["status"], "ACTIVE");
    let again = browser.submit(&action, &[("account_id", &id), ("key", &alices)]).await.unwrap();
    assert_eq!(again.status, 409, "{}", again.text);
}

#[tokio::test]
async fn another_user_of_the_provider_does_not_take_an_account_over() {
    let house = House::plan(Plan::with_a_page()).await.unwrap();
    let first = house.link("alice", json!({})).await.unwrap();
    let page = house.answer(&mut Browser::new().unwrap(), &first, ("user", "alice")).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.text);
    let second = house.link("alice", json!({})).await.unwrap();
    let page = house.answer(&mut Browser::new().unwrap(), &second, ("user", "bob")).await.unwrap();
    assert_eq!(page.status, 409, "{}", page.text);
    assert!(page.text.contains("the earlier grant stays"), "{}", page.text);
    let account = account(&house).await;
    assert_eq!(
        (&account["status"], &account["provider_account"]["username"]),
        (&json!("ACTIVE"), &json!("alice"))
    );
    let reply = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!(reply.data()["nickname"], "alice", "{}", reply.text);
}

#[tokio::test]
async fn nobody_confirming_is_for_loopback_only() {
    let folder = tempfile::tempdir().unwrap();
    let public = Url::parse("https://inn.example").unwrap();
    let opened = open_unserved(public, VerifyName::None, Vec::new(), folder.path()).await.unwrap();
    let Err(error) = opened else { panic!("it was opened") };
    let said = error.to_string();
    for part in ["bitbucket", "verify", "loopback", "https://inn.example", "\"app\""] {
        assert!(said.contains(part), "{part} is missing: {said}");
    }
}
