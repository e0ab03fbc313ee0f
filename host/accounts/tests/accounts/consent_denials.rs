use std::time::Duration;

use innkeeper_accounts::{AccountsError, Answer, BrowserSecret, ConsentError, Status, TokenError};
use jiff::Timestamp;
use serde_json::json;

use crate::support::{CONNECTION, OTHER, Reply, World, code_of, wait_until};

#[tokio::test]
async fn a_state_is_good_once() {
    let world = World::start().await;
    let (_, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    world.accounts.receive(CONNECTION, &state, Some(&browser), code_of("alice")).await.unwrap();
    let again = world.accounts.receive(CONNECTION, &state, Some(&browser), code_of("alice")).await;
    assert!(matches!(again, Err(ConsentError::StateUnknown)));
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn of_many_equal_answers_at_once_one_counts() {
    let world = World::start().await;
    let (_, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    let cookie = browser.expose().to_owned();
    let mut answers = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (accounts, state, cookie) = (world.accounts.clone(), state.clone(), cookie.clone());
        answers.spawn(async move {
            let browser = BrowserSecret::from_cookie(&cookie);
            accounts.receive(CONNECTION, &state, browser.as_ref(), code_of("alice")).await.is_ok()
        });
    }
    assert_eq!(answers.join_all().await.into_iter().filter(|taken| *taken).count(), 1);
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn another_browser_is_refused_and_the_right_one_still_gets_through() {
    let world = World::start().await;
    let (_, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    let other = BrowserSecret::generate().unwrap();
    for wrong in [Some(&other), None] {
        let refused = world.accounts.receive(CONNECTION, &state, wrong, code_of("mallory")).await;
        assert!(matches!(refused, Err(ConsentError::StateBrowser)));
    }
    assert!(world.accounts.receive(CONNECTION, &state, Some(&browser), code_of("alice")).await.is_ok());
}

#[tokio::test]
async fn a_link_belongs_to_the_first_browser_that_begins() {
    let world = World::start().await;
    let (_, link) = world.link("alice").await;
    let (browser, _) = world.at_provider(&link).await;
    let second = world.accounts.begin(link.ticket.expose(), &BrowserSecret::generate().unwrap()).await;
    assert!(matches!(second, Err(ConsentError::TicketBrowser)));
    assert!(world.accounts.begin(link.ticket.expose(), &browser).await.is_ok());
}

#[tokio::test]
async fn the_callback_of_another_connection_is_refused() {
    let world = World::start().await;
    let (_, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    let refused = world.accounts.receive(OTHER, &state, Some(&browser), code_of("alice")).await;
    assert!(matches!(refused, Err(ConsentError::StateConnection { connection }) if connection == OTHER));
    assert_eq!(world.server.count(), 0);
}

#[tokio::test]
async fn an_answered_link_is_used_up_also_for_a_second_tab() {
    let world = World::start().await;
    let (_, link) = world.link("alice").await;
    let (browser, first) = world.at_provider(&link).await;
    let url = world.accounts.begin(link.ticket.expose(), &browser).await.unwrap();
    let second = &crate::support::query(&url)["state"];
    world.accounts.receive(CONNECTION, &first, Some(&browser), code_of("alice")).await.unwrap();
    let tab = world.accounts.receive(CONNECTION, second, Some(&browser), code_of("alice")).await;
    assert!(matches!(tab, Err(ConsentError::TicketUsed)));
    assert!(matches!(world.accounts.show_link(link.ticket.expose()).await, Err(ConsentError::TicketUsed)));
}

#[tokio::test]
async fn an_expired_link_is_refused() {
    let world = World::with(|_, options| options.ticket_ttl = Duration::ZERO).await;
    let (_, link) = world.link("alice").await;
    let browser = BrowserSecret::generate().unwrap();
    assert!(matches!(world.accounts.show_link(link.ticket.expose()).await, Err(ConsentError::TicketExpired)));
    assert!(matches!(
        world.accounts.begin(link.ticket.expose(), &browser).await,
        Err(ConsentError::TicketExpired)
    ));
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_refused() {
    let life = Duration::from_millis(300);
    let world = World::with(|_, options| options.ticket_ttl = life).await;
    let (_, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    wait_until(Timestamp::now() + jiff::SignedDuration::try_from(life).unwrap()).await;
    let late = world.accounts.receive(CONNECTION, &state, Some(&browser), code_of("alice")).await;
    assert!(matches!(late, Err(ConsentError::StateExpired)));
}

#[tokio::test]
async fn unknown_tickets_and_states_are_refused() {
    let world = World::start().await;
    let browser = BrowserSecret::generate().unwrap();
    for text in ["", "unknown", "../account/acc_x", "\0"] {
        assert!(matches!(world.accounts.show_link(text).await, Err(ConsentError::TicketUnknown)));
        assert!(matches!(world.accounts.begin(text, &browser).await, Err(ConsentError::TicketUnknown)));
        let answer = world.accounts.receive(CONNECTION, text, Some(&browser), code_of("alice")).await;
        assert!(matches!(answer, Err(ConsentError::StateUnknown)));
    }
}

#[tokio::test]
async fn a_person_who_says_no_may_think_again() {
    let world = World::start().await;
    let (account, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    let no = Answer::Error { error: "access_denied".to_owned(), description: Some("no\u{7}!".repeat(200)) };
    let refused = world.accounts.receive(CONNECTION, &state, Some(&browser), no).await;
    let Err(ConsentError::Refused { error, description }) = refused else { panic!("not refused") };
    assert_eq!(error, "access_denied");
    assert_eq!(description.map(|text| (text.len(), text.contains('\u{7}'))), Some((200, false)));
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Pending);
    assert!(world.accounts.begin(link.ticket.expose(), &browser).await.is_ok());
}

#[tokio::test]
async fn a_revoked_account_voids_its_open_links() {
    let world = World::start().await;
    let (account, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    world.accounts.revoke(&account.id).await.unwrap();
    let answer = world.accounts.receive(CONNECTION, &state, Some(&browser), code_of("alice")).await;
    assert!(matches!(answer, Err(ConsentError::Accounts(AccountsError::Withdrawn { .. }))));
    assert_eq!(world.server.count(), 0);
}

#[tokio::test]
async fn each_failure_of_the_exchange_is_told_and_the_link_stays_good() {
    let cases = [
        (Reply::Error("invalid_grant"), TokenError::InvalidGrant),
        (Reply::Error("invalid_client"), TokenError::Consumer { code: "invalid_client" }),
        (Reply::Error("unauthorized_client"), TokenError::Consumer { code: "unauthorized_client" }),
        (Reply::Error("invalid_request"), TokenError::Refused { code: "invalid_request" }),
        (Reply::Error("something_new"), TokenError::Refused { code: "other" }),
        (Reply::Status(500), TokenError::Status { status: 500 }),
        (Reply::Status(404), TokenError::Status { status: 404 }),
        (Reply::Status(302), TokenError::Status { status: 302 }),
        (
            Reply::Body("<html>".to_owned(), "text/html"),
            TokenError::Reply { problem: "it is empty or not marked as JSON" },
        ),
        (
            Reply::Body("{".to_owned(), "application/json"),
            TokenError::Reply { problem: "it is not the JSON of a token reply" },
        ),
        (
            Reply::Body("[".repeat(300_000), "application/json"),
            TokenError::Reply { problem: "it is longer than 256 KiB" },
        ),
        (
            Reply::Fields(json!({"token_type": "mac"})),
            TokenError::Reply { problem: "its token is not a bearer token" },
        ),
        (Reply::Fields(json!({"access_token": ""})), TokenError::Reply { problem: "its token is empty" }),
    ];
    let world = World::start().await;
    let (_, link) = world.link("alice").await;
    let (browser, _) = world.at_provider(&link).await;
    for (reply, expected) in cases {
        let url = world.accounts.begin(link.ticket.expose(), &browser).await.unwrap();
        world.server.next(reply);
        let state = &crate::support::query(&url)["state"];
        let failed = world.accounts.receive(CONNECTION, state, Some(&browser), code_of("alice")).await;
        let Err(ConsentError::Exchange { error, .. }) = failed else { panic!("{expected:?}") };
        assert_eq!(error, expected);
    }
}
