//! The master key is kept by a key service: the host has it unwrapped when it starts, and what stands in between is said.

use std::path::Path;
use std::time::Duration;

use innkeeper::{
    Host, KeyService, KeyServiceError, KeySource, MasterKey, Secret, SecretSource, Settings, StartError,
    Transit, TransitSource,
};
use innkeeper_tests::KeyServer;
use tempfile::TempDir;
use url::Url;

const TOKEN: &str = "hvs.the-token-of-the-host";

fn given(text: &str) -> SecretSource {
    SecretSource::Given(Secret::new(text.to_owned()))
}

fn transit(server: &KeyServer, ciphertext: &str) -> TransitSource {
    TransitSource {
        address: server.url.clone(),
        mount: "transit".to_owned(),
        key: "innkeeper".to_owned(),
        token: given(TOKEN),
        ciphertext: given(ciphertext),
        namespace: None,
    }
}

async fn server() -> KeyServer {
    KeyServer::start(TOKEN, None).await.unwrap()
}

/// The ciphertext of a new master key, and its id.
async fn wrapped(server: &KeyServer) -> (String, String) {
    let made = Transit::new(&transit(server, "")).unwrap().new_key().await.unwrap();
    (made.ciphertext.expose().to_owned(), made.key.id().to_string())
}

async fn open(vault: &Path, change: impl FnOnce(&mut Settings)) -> Result<Host, StartError> {
    let mut settings = Settings::default();
    settings.vault.path = vault.to_owned();
    change(&mut settings);
    Host::open(settings, Url::parse("http://127.0.0.1:8700").unwrap(), None, &[], |_| {}).await
}

async fn primary_of(host: &Host) -> String {
    host.vault_status(&innkeeper::Caller::local_operator()).await.unwrap().keys[0].id.clone()
}

#[tokio::test]
async fn a_host_starts_with_a_key_that_it_never_had_on_its_disk() {
    let (server, vault) = (server().await, TempDir::new().unwrap());
    let (ciphertext, id) = wrapped(&server).await;
    let key = |settings: &mut Settings| {
        settings.vault.key = Some(KeySource::Transit(Box::new(transit(&server, &ciphertext))));
    };
    let host = open(vault.path(), key).await.unwrap();
    assert_eq!(primary_of(&host).await, id);
    assert_eq!(server.seen(), ["datakey innkeeper", "decrypt innkeeper", "decrypt innkeeper"]);
    drop(host);
    // The service is not asked while the host runs, but at the next start it is.
    server.seal();
    let refused = open(vault.path(), key).await.err().unwrap();
    let said = refused.to_string();
    assert!(said.starts_with("vault.key: ") && said.contains("sealed") && said.contains("503"), "{said}");
}

#[tokio::test]
async fn a_vault_moves_from_a_file_to_the_key_service() {
    let (server, vault) = (server().await, TempDir::new().unwrap());
    let old = MasterKey::generate().unwrap();
    let source = || KeySource::from(SecretSource::Given(old.to_base64()));
    let (ciphertext, id) = wrapped(&server).await;
    let kept = || KeySource::Transit(Box::new(transit(&server, &ciphertext)));

    drop(
        open(vault.path(), |settings| {
            settings.vault.key = Some(source());
            settings.vault.staged_keys = vec![kept()];
        })
        .await
        .unwrap(),
    );
    let host = open(vault.path(), |settings| {
        settings.vault.key = Some(kept());
        settings.vault.retired_keys = vec![source()];
    })
    .await
    .unwrap();
    assert_eq!(primary_of(&host).await, id);
    let operator = innkeeper::Caller::local_operator();
    host.rekey(&operator).await.unwrap();
    innkeeper_tests::eventually(async || {
        let status =
            host.vault_status(&operator).await.map_err(|problem| anyhow::anyhow!("{}", problem.detail))?;
        Ok(status.rekey.is_some_and(|pass| pass.state == innkeeper::RekeyState::Finished))
    })
    .await
    .unwrap();
    drop(host);
    let host = open(vault.path(), |settings| settings.vault.key = Some(kept())).await.unwrap();
    assert_eq!(primary_of(&host).await, id);
}

#[tokio::test]
async fn each_failure_says_what_to_do_and_nothing_secret() {
    let server = server().await;
    let (ciphertext, _) = wrapped(&server).await;
    let ask = async |source: &TransitSource, ciphertext: &str| {
        let service = Transit::with_timeout(source, Duration::from_millis(500))?;
        service.unwrap_key(&Secret::new(ciphertext.to_owned())).await.map(drop)
    };
    let refusal = async |change: &dyn Fn(&mut TransitSource), ciphertext: &str| {
        let mut source = transit(&server, ciphertext);
        change(&mut source);
        let error = ask(&source, ciphertext).await.expect_err("it is refused");
        let said = format!("{error} {error:?}");
        assert!(!said.contains(TOKEN) && !said.contains("wrong-token"), "{said}");
        (error, said)
    };

    let (error, said) = refusal(&|source| source.token = given("wrong-token"), &ciphertext).await;
    assert!(
        matches!(error, KeyServiceError::Denied { .. }) && said.contains("/v1/transit/decrypt/innkeeper"),
        "{said}"
    );
    let (error, said) = refusal(&|source| source.namespace = Some("other".to_owned()), &ciphertext).await;
    assert!(matches!(error, KeyServiceError::Denied { .. }), "{said}");
    let (error, said) = refusal(&|source| source.mount = "elsewhere".to_owned(), &ciphertext).await;
    assert!(matches!(error, KeyServiceError::NotFound { .. }) && said.contains("`mount`"), "{said}");
    let (error, said) = refusal(&|source| source.key = "unknown".to_owned(), &ciphertext).await;
    assert!(
        matches!(error, KeyServiceError::Refused { .. }) && said.contains("encryption key not found"),
        "{said}"
    );
    let broken = format!("{}AAAA", &ciphertext[..ciphertext.len() - 4]);
    let (error, said) = refusal(&|_| {}, &broken).await;
    assert!(
        matches!(error, KeyServiceError::Refused { .. }) && said.contains("ciphertext is whole"),
        "{said}"
    );
    let (error, said) = refusal(&|_| {}, "c2hvcnQ=").await;
    assert!(
        matches!(error, KeyServiceError::Settings { what: "ciphertext", .. }) && !said.contains("c2hvcnQ"),
        "{said}"
    );
    let (error, said) = refusal(&|source| source.token = given("two\nlines"), &ciphertext).await;
    assert!(matches!(error, KeyServiceError::Settings { what: "token", .. }), "{said}");
    let nobody = Url::parse("http://127.0.0.1:1").unwrap();
    let (error, said) = refusal(&|source| source.address = nobody.clone(), &ciphertext).await;
    assert!(matches!(error, KeyServiceError::Unreachable { .. }) && said.contains("refused"), "{said}");

    server.seal();
    let (error, said) = refusal(&|_| {}, &ciphertext).await;
    assert!(matches!(error, KeyServiceError::Sealed { .. }) && said.contains("Vault is sealed"), "{said}");
    server.say(302, "");
    let (error, said) = refusal(&|_| {}, &ciphertext).await;
    assert!(matches!(error, KeyServiceError::Status { status: 302, .. }), "a redirect was followed: {said}");
    server.say(500, &format!("{{\"errors\":[\"you said {TOKEN}\"]}}"));
    let (error, said) = refusal(&|_| {}, &ciphertext).await;
    assert!(matches!(error, KeyServiceError::Status { status: 500, said: None, .. }), "{said}");
    server.say(200, "{\"data\":{\"plaintext\":\"c2hvcnQ=\"}}");
    let (error, said) = refusal(&|_| {}, &ciphertext).await;
    assert!(matches!(error, KeyServiceError::NoMasterKey { .. }) && !said.contains("c2hvcnQ"), "{said}");
    server.say(200, "<html>hello</html>");
    let (error, said) = refusal(&|_| {}, &ciphertext).await;
    assert!(matches!(error, KeyServiceError::Reply { .. }) && !said.contains("html"), "{said}");
    server.say(200, &"x".repeat(70_000));
    let (error, said) = refusal(&|_| {}, &ciphertext).await;
    assert!(matches!(error, KeyServiceError::Reply { .. }) && said.contains("64 KiB"), "{said}");
    server.fall_silent();
    let (error, said) = refusal(&|_| {}, &ciphertext).await;
    assert!(matches!(error, KeyServiceError::TimedOut { .. }), "{said}");
    server.work();
    ask(&transit(&server, &ciphertext), &ciphertext).await.unwrap();
}

#[tokio::test]
async fn a_namespace_goes_along() {
    let server = KeyServer::start(TOKEN, Some("team/a")).await.unwrap();
    let source = TransitSource { namespace: Some("team/a".to_owned()), ..transit(&server, "") };
    Transit::new(&source).unwrap().new_key().await.unwrap();
}

#[tokio::test]
async fn a_key_never_travels_in_the_clear() {
    let server = server().await;
    let refused = |address: &str| {
        let source =
            TransitSource { address: Url::parse(address).unwrap(), ..transit(&server, "vault:v1:x") };
        Transit::new(&source).err().map(|error| error.to_string())
    };
    assert!(refused("http://vault.example.com:8200").unwrap().contains("must be https"));
    assert!(refused("ftp://vault.example.com").unwrap().contains("must be https"));
    assert!(refused("https://user:pw@vault.example.com").unwrap().contains("user or password"));
    assert!(refused("https://vault.example.com/?x=1").unwrap().contains("without `?`"));
    assert_eq!(refused("https://vault.example.com:8200/prefix"), None);
    assert_eq!(refused("http://[::1]:8200"), None);
}
