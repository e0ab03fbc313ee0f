use std::fmt::{Debug, Display};

use innkeeper_accounts::{
    Answer, BrowserSecret, Connection, ConnectionSettings, Link, LinkRequest, Received,
};
use static_assertions::assert_not_impl_any;

use crate::support::{CLIENT_SECRET, CONNECTION, OTHER, Reply, World, code_of, identity};

// What holds a secret cannot be printed by accident.
assert_not_impl_any!(Answer: Debug, Display, serde::Serialize);
assert_not_impl_any!(BrowserSecret: Debug, Display, serde::Serialize);
assert_not_impl_any!(Connection: Debug, Display, serde::Serialize);
assert_not_impl_any!(ConnectionSettings: Debug, Display, serde::Serialize);
assert_not_impl_any!(Link: Debug, Display, serde::Serialize);
assert_not_impl_any!(Received: Debug, Display, serde::Serialize);

/// All that was shown to somebody, as a log or an API would have it.
#[derive(Default)]
struct Shown(String);

impl Shown {
    fn error<T, E: Debug + Display>(&mut self, result: Result<T, E>) {
        let Err(error) = result else { panic!("was to fail") };
        self.0 += &format!("{error}\n{error:?}\n");
    }
}

#[tokio::test]
async fn no_error_and_no_debug_shows_a_secret() {
    let world = World::start().await;
    let mut shown = Shown::default();
    let (account, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    let stranger = BrowserSecret::generate().unwrap();
    let accounts = &world.accounts;

    shown.error(accounts.begin(link.ticket.expose(), &stranger).await);
    shown.error(accounts.receive(OTHER, &state, Some(&browser), code_of("alice")).await);
    shown.error(accounts.receive(CONNECTION, &state, Some(&stranger), code_of("alice")).await);
    shown.error(accounts.receive(CONNECTION, "no-such-state", Some(&browser), code_of("alice")).await);
    for reply in
        [Reply::Error("invalid_grant"), Reply::Status(500), Reply::Body("access-x".to_owned(), "text/plain")]
    {
        world.server.next(reply);
        let url = accounts.begin(link.ticket.expose(), &browser).await.unwrap();
        let state = crate::support::query(&url)["state"].clone();
        shown.error(accounts.receive(CONNECTION, &state, Some(&browser), code_of("alice")).await);
        shown.error(accounts.receive(CONNECTION, &state, Some(&browser), code_of("alice")).await);
    }
    world.server.set_life(0);
    let received = accounts.receive(CONNECTION, &state, Some(&browser), code_of("alice")).await.unwrap();
    shown.0 += &format!("{:?}", received.lease);
    shown.error(accounts.verify(&account.id, received.verification.expose(), "alice").await);
    shown.error(accounts.verify(&account.id, link.ticket.expose(), "alice").await);
    accounts.set_identity(&received.lease, identity("alice")).await.unwrap();
    let account = accounts.verify(&account.id, received.verification.expose(), "alice").await.unwrap();
    shown.0 += &format!("{account:?} {}", serde_json::to_string(&account).unwrap());
    for reply in [
        Reply::Status(502),
        Reply::Error("invalid_client"),
        Reply::Body("{".to_owned(), "application/json"),
        Reply::Error("invalid_grant"),
    ] {
        world.server.next(reply);
        shown.error(accounts.lease(&account.id).await);
    }
    shown.error(accounts.lease(&account.id).await);
    let hostile = LinkRequest {
        return_url: Some("https://user:hunter2@evil.example/".to_owned()),
        ..LinkRequest::default()
    };
    shown.error(accounts.create_link(&account.id, &hostile).await);

    let secrets = [
        link.ticket.expose(),
        browser.expose(),
        stranger.expose(),
        &state,
        received.verification.expose(),
        CLIENT_SECRET,
        "hunter2",
        "access-",
        "refresh-alice",
        "refresh-token",
        "code-alice",
        "no-such-state",
    ];
    for secret in secrets {
        assert!(!shown.0.contains(secret), "{secret} in {}", shown.0);
    }
}

#[tokio::test]
async fn foreign_words_of_a_refusal_stay_out_of_the_message() {
    let world = World::start().await;
    let (_, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    let answer = Answer::Error { error: "<script>".to_owned(), description: Some("click here".to_owned()) };
    let Err(error) = world.accounts.receive(CONNECTION, &state, Some(&browser), answer).await else {
        panic!("taken")
    };
    assert_eq!(error.to_string(), "the provider answered \"unknown\": open the link again to retry");
}
