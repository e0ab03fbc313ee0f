//! An account stays with its user of the provider. An operator's link may let another take it over; its page says so.

use innkeeper::VerifyName;
use innkeeper_tests::{Browser, House, Plan};
use reqwest::Method;
use serde_json::{Value, json};

const LINKS: &str = "/v1/connections/bitbucket/accounts/work/links";

/// A house where the account `work` is alice's.
async fn house() -> House {
    let house = House::plan(Plan::with_a_page()).await.unwrap();
    let link = house.link("work", json!({})).await.unwrap();
    let page = house.answer(&mut Browser::new().unwrap(), &link, ("user", "alice")).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.text);
    house
}

async fn user_of(house: &House) -> Value {
    let reply = house.invoke("work", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.data()["nickname"].clone()
}

#[tokio::test]
async fn without_a_wish_another_user_is_refused_and_nothing_changes() {
    let house = house().await;
    for wish in [json!({}), json!({ "allow_other_user": false })] {
        let link = house.link("work", wish).await.unwrap();
        let shown = Browser::new().unwrap().step(&link).await.unwrap();
        assert!(!shown.text.contains("takes this account over"), "{}", shown.text);
        let page = house.answer(&mut Browser::new().unwrap(), &link, ("user", "bob")).await.unwrap();
        assert_eq!(page.status, 409, "{}", page.text);
        assert!(page.text.contains("the earlier grant stays"), "{}", page.text);
        assert_eq!(user_of(&house).await, "alice");
    }
}

#[tokio::test]
async fn an_operators_wish_is_on_the_page_and_lets_another_user_come() {
    let house = house().await;
    let link = house.link("work", json!({ "allow_other_user": true })).await.unwrap();
    let shown = Browser::new().unwrap().step(&link).await.unwrap();
    for said in ["takes this account over", "until now it is", "Alice van der Berg"] {
        assert!(shown.text.contains(said), "{said} is missing: {}", shown.text);
    }
    let page = house.answer(&mut Browser::new().unwrap(), &link, ("user", "bob")).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(user_of(&house).await, "bob");
    let account = house.account("work").await.unwrap();
    assert_eq!(account["workspaces"]["allowed"], json!(["acme"]), "what bob may touch");
    // The wish went with its link: the next one keeps bob.
    let link = house.link("work", json!({})).await.unwrap();
    let page = house.answer(&mut Browser::new().unwrap(), &link, ("user", "alice")).await.unwrap();
    assert_eq!((page.status, user_of(&house).await), (409, json!("bob")));
}

#[tokio::test]
async fn a_limit_outlives_the_user() {
    let house = house().await;
    let id = house.account("work").await.unwrap()["id"].as_str().unwrap().to_owned();
    let operator = house.key(json!({ "role": "operator", "name": "operator" })).await.unwrap();
    let narrower = Some(json!({ "workspaces": ["globex"] }));
    let path = format!("/v1/accounts/{id}");
    let narrowed = house.request(Method::PATCH, &path, &operator, narrower).await.unwrap();
    assert_eq!(narrowed.status, 200, "{}", narrowed.text);
    let link = house.link("work", json!({ "allow_other_user": true })).await.unwrap();
    let page = house.answer(&mut Browser::new().unwrap(), &link, ("user", "bob")).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(
        house.account("work").await.unwrap()["workspaces"]["allowed"],
        json!([]),
        "bob is in acme only"
    );
}

#[tokio::test]
async fn an_agent_may_not_wish_it() {
    let house = house().await;
    for identifier in [json!("work"), json!(null)] {
        let key = json!({ "role": "agent", "name": "agent", "identifier": identifier });
        let key = house.key(key).await.unwrap();
        let wish = Some(json!({ "allow_other_user": true }));
        let refused = house.request(Method::POST, LINKS, &key, wish).await.unwrap();
        assert_eq!((refused.status, refused.kind().as_str()), (403, "POLICY_DENIED"), "{}", refused.text);
        let plain = house.request(Method::POST, LINKS, &key, Some(json!({}))).await.unwrap();
        assert_eq!(plain.status, 201, "{}", plain.text);
    }
}

#[tokio::test]
async fn the_other_user_counts_once_confirmed() {
    let plan = Plan { verify: VerifyName::App, ..Plan::with_a_page() };
    let house = House::plan(plan).await.unwrap();
    let come = async |user: &str| {
        let wish = json!({ "verify_url": "http://127.0.0.1:9/in", "allow_other_user": true });
        let link = house.link("work", wish).await.unwrap();
        let arrived = house.answer(&mut Browser::new().unwrap(), &link, ("user", user)).await.unwrap();
        let path = format!("/v1/accounts/{}/verify", arrived.query("account_id").unwrap());
        (path, json!({ "ticket": arrived.query("ticket").unwrap(), "identifier": "work" }))
    };
    let (path, confirmation) = come("alice").await;
    house.post(&path, confirmation).await.unwrap();
    let (path, confirmation) = come("bob").await;
    assert_eq!(user_of(&house).await, "alice", "bob came before he was confirmed");
    assert_eq!(house.post(&path, confirmation).await.unwrap().status, 200);
    assert_eq!(user_of(&house).await, "bob");
}
