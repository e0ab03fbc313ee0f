//! `return_url` and `verify_url` lead where the connection's list says, or to this machine where the host is on it.

use innkeeper::{Caller, Host, Kind, NewLink, VerifyName};
use innkeeper_tests::{Browser, House, Plan, open_unserved};
use serde_json::json;
use url::Url;

const LISTED: &str = "https://app.example/done";

const EVIL: [&str; 44] = [
    "https://app.example.evil.example/done",
    "https://evil.example/https://app.example/done",
    "https://evil.example/done",
    "https://evil.example#https://app.example/done",
    "https://app.example@evil.example/done",
    "https://app.example%2f@evil.example/done",
    "https://user:password@app.example/done",
    "https://app.example\\@evil.example/done",
    "https:\\\\evil.example\\done",
    "https://app.example:8443/done",
    "http://app.example/done",
    "https://app.example./done",
    "https://app.example/",
    "https://app.example/donee",
    "https://app.example/DONE",
    "https://app.example/done/../elsewhere",
    "https://app.example/done/%2e%2e/elsewhere",
    "https://app.example/done%2f..%2felsewhere",
    "https://app.example/done#fragment",
    "//evil.example/done",
    "/done",
    "",
    "javascript:alert(1)//https://app.example/done",
    "data:text/html,https://app.example/done",
    "http://127.0.0.1.evil.example/done",
    "http://localhost.evil.example/done",
    "https://evil.app.example/done",
    "https://app.exampleevil.example/done",
    "https://xapp.example/done",
    "https://app.example\u{3002}evil.example/done",
    "https://evil\u{3002}app.example/done",
    "https://\u{430}pp.example/done",
    "https://app.example\u{2044}done",
    "https://app.example:0/done",
    "https://app.example:80/done",
    "https://app.example:443@evil.example/done",
    "https://:@app.example@evil.example/done",
    "/\\evil.example/done",
    "\\\\evil.example\\done",
    "JaVaScRiPt:alert(1)",
    "blob:https://app.example/done",
    "view-source:https://app.example/done",
    "https://app.example/done\r\nLocation: https://evil.example/",
    "wss://app.example/done",
];

async fn listed() -> House {
    let return_urls = vec![LISTED.to_owned()];
    House::plan(Plan { return_urls, ..Plan::default() }).await.unwrap()
}

#[tokio::test]
async fn no_spelling_of_another_place_is_taken() {
    let house = listed().await;
    for field in ["return_url", "verify_url"] {
        for evil in EVIL {
            let path = "/v1/connections/bitbucket/accounts/alice/links";
            let reply = house.post(path, json!({ field: evil })).await.unwrap();
            assert_eq!((reply.status, reply.kind().as_str()), (422, "BAD_INPUT"), "{evil}: {}", reply.text);
            assert_eq!(reply.json()["violations"][0]["path"], format!("/{field}"), "{}", reply.text);
            assert!(reply.json().get("link").is_none(), "{}", reply.text);
        }
    }
}

#[tokio::test]
async fn a_listed_place_and_what_is_below_it_are_taken() {
    let house = listed().await;
    // The last three are the listed address as a browser reads it, and are kept as such.
    for good in [
        LISTED,
        "https://APP.example:443/done",
        "https://app.example/done/x?y=1&z=%2F",
        "HTTPS://app\u{3002}example/done",
        "https:\\\\app.example\\done",
        "https://app.example/x/../done",
    ] {
        house.link("alice", json!({ "return_url": good, "verify_url": good })).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_checked_is_where_the_browser_goes() {
    let house = listed().await;
    let link = house
        .link("alice", json!({ "return_url": "https:\\\\APP\u{3002}example\\x\\..\\done" }))
        .await
        .unwrap();
    let page = house.consent(&mut Browser::new().unwrap(), &link).await.unwrap();
    assert!(page.url.as_str().starts_with("https://app.example/done?account_id="), "{}", page.url);
    assert!(page.headers["location"].to_str().unwrap().starts_with("https://app.example/done?"));
}

#[tokio::test]
async fn the_browser_goes_back_and_knows_what_came_of_it() {
    let house = listed().await;
    let link = house.link("alice", json!({ "return_url": "https://app.example/done/x?y=1" })).await.unwrap();
    let page = house.consent(&mut Browser::new().unwrap(), &link).await.unwrap();
    let account = house.account("alice").await.unwrap();
    let id = account["id"].as_str().unwrap();
    assert_eq!(page.url.as_str(), format!("https://app.example/done/x?y=1&account_id={id}&status=ACTIVE"));
}

#[tokio::test]
async fn a_host_on_this_machine_leads_back_to_this_machine() {
    let house = House::open().await.unwrap();
    for good in ["http://127.0.0.1:5000/x", "http://localhost:3000/", "http://[::1]:1/", "https://127.8.8.8/"]
    {
        house.link("alice", json!({ "return_url": good })).await.unwrap();
    }
}

async fn link(host: &Host, return_url: &str) -> innkeeper::Result<String> {
    let new = NewLink { return_url: Some(return_url.to_owned()), ..NewLink::default() };
    Ok(host.link(&Caller::local_operator(), "bitbucket", "alice", new).await?.link)
}

#[tokio::test]
async fn a_host_in_public_leads_to_no_machine_that_is_not_listed() {
    let folder = tempfile::tempdir().unwrap();
    let public = Url::parse("https://inn.example").unwrap();
    let return_urls = vec![LISTED.to_owned(), "http://localhost:3000/done".to_owned()];
    let host = open_unserved(public, VerifyName::App, return_urls, folder.path()).await.unwrap().unwrap();
    for local in ["http://127.0.0.1:3000/done", "http://localhost:3001/done", "http://[::1]:3000/done"] {
        assert_eq!(link(&host, local).await.unwrap_err().kind, Kind::BadInput, "{local}");
    }
    for listed in [LISTED, "http://localhost:3000/done/x"] {
        assert!(link(&host, listed).await.unwrap().starts_with("https://inn.example/connect/"), "{listed}");
    }
}
