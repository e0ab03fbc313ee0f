//! A host that nothing serves: for what is decided when it opens, and for public addresses that no test can have.

use std::path::Path;

use innkeeper::{ConnectionEntry, Host, SecretSource, Settings, StartError, VerifyName};
use url::Url;

use crate::compiled;
use crate::plan::entry;

/// Opens a host that is called `public_url` from outside, with the connection `bitbucket` and no connectors.
pub async fn open_unserved(
    public_url: Url,
    verify: VerifyName,
    return_urls: Vec<String>,
    vault: &Path,
) -> anyhow::Result<Result<Host, StartError>> {
    let mut settings = Settings::default();
    settings.vault.path = vault.to_owned();
    settings.vault.key = Some(SecretSource::Given(compiled::master_key()?).into());
    settings.connections.push(ConnectionEntry { verify, return_urls, ..entry("bitbucket", "key", "secret") });
    Ok(Host::open(settings, public_url, None, &[], |_| {}).await)
}
