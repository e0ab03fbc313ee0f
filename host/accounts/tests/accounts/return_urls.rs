use innkeeper_accounts::{Accounts, AccountsError, LinkRequest, Options};

use crate::support::{CONNECTION, World};

async fn refused(accounts: &Accounts, url: &str) -> bool {
    let account = accounts.get_or_create(CONNECTION, "alice").await.unwrap();
    let wanted = || Some(url.to_owned());
    let both = [
        LinkRequest { return_url: wanted(), ..LinkRequest::default() },
        LinkRequest { verify_url: wanted(), ..LinkRequest::default() },
    ];
    let mut refusals = 0;
    for request in &both {
        match accounts.create_link(&account.id, request).await {
            Err(AccountsError::ReturnUrl { .. }) => refusals += 1,
            Err(error) => panic!("{error}"),
            Ok(_) => {}
        }
    }
    assert!(refusals == 0 || refusals == 2, "one rule for both: {url}");
    refusals == 2
}

fn public(_: &mut [innkeeper_accounts::ConnectionSettings], options: &mut Options) {
    options.public_url = "https://innkeeper.example".parse().unwrap();
}

#[tokio::test]
async fn a_link_leads_back_to_listed_places_only() {
    let world = World::with(public).await;
    assert!(!refused(&world.accounts, "https://app.example/oauth/back").await);
    for url in [
        "https://app.example.evil.com/oauth",
        "//evil.com",
        "https://app.example@evil.com/oauth",
        "https://app.example/oauth-evil",
        "https://app.example/oauth/../../evil",
        "javascript:alert(1)",
        "http://127.0.0.1/oauth",
    ] {
        assert!(refused(&world.accounts, url).await, "{url}");
    }
}

#[tokio::test]
async fn a_host_on_loopback_leads_back_to_loopback_too() {
    let world = World::start().await;
    assert!(!refused(&world.accounts, "http://127.0.0.1:3000/anything").await);
    assert!(refused(&world.accounts, "http://127.0.0.1.evil.com/").await);
}
