use data_encoding::BASE64URL_NOPAD;
use innkeeper_accounts::{LinkRequest, Status, VerifyMode};
use innkeeper_policy::ScopeSet;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::{CLIENT_ID, CONNECTION, Reply, World, code_of, identity, query, slugs};

#[tokio::test]
async fn a_consent_that_is_verified_makes_the_account_active() {
    let world = World::start().await;
    let received = world.answer("alice", "alice").await;
    assert_eq!(received.account.status, Status::PendingVerification);
    assert_eq!(received.lease.token.expose(), "access-alice-1");

    world.accounts.set_identity(&received.lease, identity("alice")).await.unwrap();
    let id = &received.account.id;
    let account = world.accounts.verify(id, received.verification.expose(), "alice").await.unwrap();

    assert_eq!(account.status, Status::Active);
    assert_eq!(account.scopes, ScopeSet::parse_list("account repository"));
    assert_eq!(slugs(&account), ["alice", "shared"]);
    assert_eq!(account, world.accounts.get(id).await.unwrap());
    assert_eq!(world.token(id).await.unwrap(), "access-alice-1");
}

#[tokio::test]
async fn the_provider_sees_state_pkce_and_one_callback_on_both_legs() {
    let world = World::start().await;
    let (_, link) = world.link("alice").await;
    let browser = innkeeper_accounts::BrowserSecret::generate().unwrap();
    let url = world.accounts.begin(link.ticket.expose(), &browser).await.unwrap();
    let asked = query(&url);
    world.accounts.receive(CONNECTION, &asked["state"], Some(&browser), code_of("alice")).await.unwrap();
    let sent = world.server.last();

    assert_eq!(asked["client_id"], CLIENT_ID);
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["code_challenge"], BASE64URL_NOPAD.encode(&Sha256::digest(&sent.form["code_verifier"])));
    assert_eq!(asked["redirect_uri"], "http://127.0.0.1:8700/oauth/callback/bitbucket");
    assert_eq!(sent.form["redirect_uri"], asked["redirect_uri"]);
    assert_eq!(sent.content_type, "application/x-www-form-urlencoded");
    assert!(!asked.contains_key("scope"), "scopes cannot be narrowed here");
    assert!(!sent.form.contains_key("client_secret"), "the secret travels as Basic only");
}

#[tokio::test]
async fn the_page_shows_who_asks_for_what_and_opening_it_uses_nothing_up() {
    let world = World::start().await;
    let (account, link) = world.link("alice").await;
    for _ in 0..2 {
        let view = world.accounts.show_link(link.ticket.expose()).await.unwrap();
        assert_eq!(view.account.id, account.id);
        assert_eq!(view.provider_title, "Bitbucket Cloud");
        assert_eq!(view.application.as_deref(), Some("Example App"));
        assert!(
            view.scopes
                .iter()
                .any(|power| power.scope.as_str() == "repository" && power.meaning.contains("read"))
        );
    }
    assert_eq!(link.url.as_str(), format!("http://127.0.0.1:8700/connect/{}", link.ticket.expose()));
}

#[tokio::test]
async fn return_urls_come_back_with_the_grant() {
    let world = World::start().await;
    let account = world.accounts.get_or_create(CONNECTION, "alice").await.unwrap();
    let request = LinkRequest {
        return_url: Some("https://app.example/oauth/done".to_owned()),
        verify_url: Some("https://app.example/oauth/verify?x=1".to_owned()),
        ..LinkRequest::default()
    };
    let link = world.accounts.create_link(&account.id, &request).await.unwrap();
    let (browser, state) = world.at_provider(&link).await;
    let received =
        world.accounts.receive(CONNECTION, &state, Some(&browser), code_of("alice")).await.unwrap();
    assert_eq!(received.return_url.unwrap().as_str(), "https://app.example/oauth/done");
    assert_eq!(received.verify_url.unwrap().as_str(), "https://app.example/oauth/verify?x=1");
}

#[tokio::test]
async fn without_verification_the_identity_is_enough_on_loopback() {
    let world = World::with(|connections, _| connections[0].verify = VerifyMode::None).await;
    let received = world.answer("alice", "alice").await;
    assert_eq!(received.account.status, Status::PendingVerification);
    let account = world.accounts.set_identity(&received.lease, identity("alice")).await.unwrap();
    assert_eq!(account.status, Status::Active);
}

#[tokio::test]
async fn replies_of_every_honest_form_are_taken() {
    let long = "x".repeat(4000);
    for (name, fields) in [
        ("the older name of scope", json!({"scope": null, "scopes": "account repository"})),
        ("scopes as a list", json!({"scope": null, "scopes": ["account", "repository"]})),
        ("no scope at all", json!({"scope": null})),
        ("capital letters", json!({"token_type": "Bearer"})),
        ("no expiry", json!({"expires_in": null})),
        ("no refresh token", json!({"refresh_token": null})),
        (
            "very long tokens",
            json!({"access_token": long.clone(), "refresh_token": format!("refresh-{long}-1")}),
        ),
    ] {
        let world = World::start().await;
        world.server.next(Reply::Fields(fields));
        let account = world.connect("alice").await;
        assert_eq!(account.status, Status::Active, "{name}");
        assert_eq!(account.scopes, ScopeSet::parse_list("account repository"), "{name}");
        assert!(world.token(&account.id).await.is_ok(), "{name}");
    }
}

#[tokio::test]
async fn a_token_of_four_thousand_characters_arrives_whole() {
    let world = World::start().await;
    let long = "x".repeat(4000);
    world.server.next(Reply::Fields(json!({"access_token": long.clone()})));
    let account = world.connect("alice").await;
    assert_eq!(world.token(&account.id).await.unwrap(), long);
}
