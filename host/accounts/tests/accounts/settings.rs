use innkeeper_accounts::{Accounts, AccountsError, ConnectionSettings, Options, VerifyMode};
use innkeeper_vault::{Environment, KeyRing, MasterKey, Secret, SledStore, Vault};

use crate::support::{CONNECTION, TokenServer, provider, settings};

async fn set_up(public_url: &str, connections: Vec<ConnectionSettings>) -> Result<Accounts, AccountsError> {
    let server = TokenServer::start().await;
    let directory = tempfile::tempdir().unwrap();
    let store = SledStore::open(directory.path(), 1 << 20).unwrap();
    let keys = KeyRing::new(MasterKey::generate().unwrap());
    let vault = Vault::open(std::sync::Arc::new(store), keys, Environment::default()).await.unwrap();
    Accounts::new(vault, vec![provider(&server)], connections, Options::new(public_url.parse().unwrap()))
}

fn changed(change: impl FnOnce(&mut ConnectionSettings)) -> Vec<ConnectionSettings> {
    let mut settings = settings(CONNECTION);
    change(&mut settings);
    vec![settings]
}

#[tokio::test]
async fn a_public_host_does_not_start_with_a_connection_that_verifies_nobody() {
    for url in ["https://innkeeper.example", "http://127.0.0.1.example.com", "https://localhost.example.com"]
    {
        let refused = set_up(url, changed(|settings| settings.verify = VerifyMode::None)).await;
        assert!(
            matches!(refused, Err(AccountsError::UnverifiedInPublic { connection, .. }) if connection == CONNECTION)
        );
    }
    for url in ["http://127.0.0.1:8700", "http://localhost:8700", "http://[::1]:8700"] {
        assert!(set_up(url, changed(|settings| settings.verify = VerifyMode::None)).await.is_ok());
    }
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_by_name() {
    let local = "http://127.0.0.1:8700";
    for name in ["", "Upper", "a/b", "..", "ü", &"x".repeat(65)] {
        let refused = set_up(local, changed(|settings| settings.name = name.to_owned())).await;
        assert!(matches!(refused, Err(AccountsError::BadConnection { .. })), "{name}");
    }
    let no_secret = changed(|settings| settings.client_secret = Secret::new(String::new()));
    let twice = changed(|settings| {
        let same = Secret::new(settings.client_secret.expose().to_owned());
        settings.previous_client_secret = Some(same);
    });
    let empty = changed(|settings| settings.previous_client_secret = Some(Secret::new(String::new())));
    for (settings, problem) in [(twice, "the same secret"), (empty, "empty previous_client_secret")] {
        let refused = set_up(local, settings).await.err().unwrap().to_string();
        assert!(refused.contains(problem) && !refused.contains("consumer-secret"), "{refused}");
    }
    assert!(matches!(set_up(local, no_secret).await, Err(AccountsError::BadConnection { .. })));
    let twice = vec![settings(CONNECTION), settings(CONNECTION)];
    assert!(matches!(set_up(local, twice).await, Err(AccountsError::BadConnection { .. })));
    let unknown = changed(|settings| settings.provider = "gitlab".to_owned());
    assert!(matches!(set_up(local, unknown).await, Err(AccountsError::UnknownProvider { .. })));
    let open = changed(|settings| settings.return_urls = vec!["http://app.example".to_owned()]);
    assert!(
        matches!(set_up(local, open).await, Err(AccountsError::BadUrl { setting, .. }) if setting == "connection.bitbucket.return_urls")
    );
}

#[tokio::test]
async fn the_callback_follows_the_public_url_with_or_without_a_path() {
    for (public_url, callback) in [
        ("https://innkeeper.example", "https://innkeeper.example/oauth/callback/bitbucket"),
        ("https://example.com/innkeeper/", "https://example.com/innkeeper/oauth/callback/bitbucket"),
    ] {
        let accounts = set_up(public_url, vec![settings(CONNECTION)]).await.unwrap();
        assert_eq!(accounts.connection(CONNECTION).unwrap().callback_url().as_str(), callback);
    }
}

#[tokio::test]
async fn a_budget_has_the_operators_numbers_and_the_providers_groups() {
    let local = "http://127.0.0.1:8700";
    let number = |number| std::num::NonZeroU32::new(number).unwrap();
    let budget = |group: &str| changed(|settings| settings.budget = [(group.to_owned(), number(7))].into());
    let accounts = set_up(local, budget("repository")).await.unwrap();
    let connection = accounts.connection(CONNECTION).unwrap();
    let numbers: Vec<_> =
        connection.budget().iter().map(|group| (group.name.as_str(), group.per_hour.get())).collect();
    assert_eq!(numbers, [("raw_files", 5000), ("webhooks", 1000), ("repository", 7)]);

    let refused = set_up(local, budget("repositories")).await.err().unwrap().to_string();
    assert!(
        refused.contains("\"repositories\"") && refused.contains("raw_files, webhooks, repository"),
        "{refused}"
    );

    let mut pair = budget("repository");
    pair.push(ConnectionSettings { name: "twin".to_owned(), ..settings(CONNECTION) });
    let refused = set_up(local, pair).await;
    assert!(matches!(refused, Err(AccountsError::BudgetsDiffer { .. })), "one consumer has one budget");
    let mut pair = budget("repository");
    pair.push(ConnectionSettings {
        client_id: "another".to_owned(),
        name: "other".to_owned(),
        ..settings(CONNECTION)
    });
    assert!(set_up(local, pair).await.is_ok());
}
