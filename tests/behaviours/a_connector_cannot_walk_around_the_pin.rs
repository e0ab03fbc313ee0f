//! The pin watches the parameter `{workspace}`, so a connector that names a workspace in another way is not loaded.

use innkeeper::{CatalogueError, Component, MasterKey, SecretSource, Settings, StartError};
use innkeeper_test_guests::AROUND_THE_PIN;

#[tokio::test]
async fn an_endpoint_that_calls_the_workspace_something_else_is_refused_at_load() {
    let vault = tempfile::tempdir().unwrap();
    let mut settings = Settings::default();
    settings.vault.path = vault.path().to_owned();
    settings.vault.key = Some(SecretSource::Given(MasterKey::generate().unwrap().to_base64()).into());
    let component = Component { name: "around-the-pin", bytes: AROUND_THE_PIN };
    let url = "http://127.0.0.1:1/".parse().unwrap();
    let Err(error) = innkeeper::Host::open(settings, url, None, &[component], |_| {}).await else {
        panic!("it was loaded");
    };
    assert!(matches!(error, StartError::Catalogue(CatalogueError::Unguarded { .. })), "{error}");
    for part in ["around_the_pin", "/repositories/{team}/{repo_slug}", "{workspace}"] {
        assert!(error.to_string().contains(part), "no {part} in {error}");
    }
}
