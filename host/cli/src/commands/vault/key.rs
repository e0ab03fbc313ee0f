//! `innkeeper vault key`: a new master key, to be kept by somebody or by a key service.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use innkeeper::{KeyService, MasterKey, Secret, SecretSource, Transit, TransitSource};
use serde_json::json;
use url::Url;

use crate::output::Output;

/// Where the key goes.
#[derive(Args)]
pub(crate) struct KeyArguments {
    /// Write it to a new file that only you can read, instead of showing it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Let the transit engine of this HashiCorp Vault make it, and give only its ciphertext
    #[arg(long, value_name = "URL")]
    transit: Option<Url>,
    /// The key in the engine that wraps it
    #[arg(long, value_name = "NAME", default_value = "innkeeper", requires = "transit")]
    transit_key: String,
    /// Where the engine is mounted
    #[arg(long, value_name = "PATH", default_value = "transit", requires = "transit")]
    transit_mount: String,
    /// The namespace, where the service has namespaces
    #[arg(long, value_name = "NAME", requires = "transit")]
    transit_namespace: Option<String>,
    /// The file that holds the token for it; the variable VAULT_TOKEN if absent
    #[arg(long, value_name = "FILE", requires = "transit")]
    transit_token_file: Option<PathBuf>,
}

pub(super) async fn run(arguments: KeyArguments, output: Output) -> anyhow::Result<()> {
    let KeyArguments { out, transit, transit_key, transit_mount, transit_namespace, transit_token_file } =
        arguments;
    let Some(address) = transit else {
        let key = MasterKey::generate().context("no key could be made")?;
        return give(&Made { text: key.to_base64(), name: "key", key }, out, output);
    };
    let source = TransitSource {
        address,
        mount: transit_mount,
        key: transit_key,
        namespace: transit_namespace,
        token: transit_token_file
            .map_or_else(|| SecretSource::Env("VAULT_TOKEN".to_owned()), SecretSource::File),
        // There is none yet: nothing reads it.
        ciphertext: SecretSource::Env("VAULT_CIPHERTEXT".to_owned()),
    };
    let wrapped = Transit::new(&source)?.new_key().await?;
    give(&Made { text: wrapped.ciphertext, name: "ciphertext", key: wrapped.key }, out, output)
}

/// A key that was just made, and the text that it is kept as.
struct Made {
    text: Secret,
    /// What that text is.
    name: &'static str,
    key: MasterKey,
}

fn give(made: &Made, out: Option<PathBuf>, output: Output) -> anyhow::Result<()> {
    let Made { text, name, key } = made;
    let Some(path) = out else {
        return output.value(&json!({ *name: text.expose() }), || text.expose().to_owned());
    };
    write(&path, text)?;
    let (file, id) = (path.display().to_string(), key.id().to_string());
    let what = if *name == "key" { "master key" } else { "the ciphertext of master key" };
    let said = format!("wrote {what} {id} to {file}; without it the vault never opens again: keep a copy");
    output.value(&json!({ "file": file, "id": id }), || said)
}

/// Writes a new file of mode 0600. A key that is there already may be the only way into a vault: it is never replaced.
fn write(path: &Path, key: &Secret) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{} is there already, and a key is never overwritten: choose another name", path.display())
        }
        opened => opened.with_context(|| format!("{} cannot be written", path.display()))?,
    };
    let written = writeln!(file, "{}", key.expose()).and_then(|()| file.sync_all());
    written.with_context(|| format!("{} cannot be written", path.display()))
}
