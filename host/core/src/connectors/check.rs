//! Everything that is wrong with a component, without a host.

use innkeeper_policy::Asks;
use innkeeper_runtime::{LoadError, Runtime, RuntimeError, Settings};

use crate::catalogue::faults;
use crate::start::StartError;

/// A component that describes itself.
#[derive(Clone, Debug)]
pub struct CheckedComponent {
    /// The connector's name.
    pub name: String,
    /// For people.
    pub title: String,
    /// Its own version.
    pub version: String,
    /// The SHA-256 of the component, in hexadecimal.
    pub digest: String,
    /// What it asks for.
    pub asks: Asks,
    /// Why a host would refuse it all the same, each reason by itself.
    pub faults: Vec<String>,
}

/// Loads a component and lets it describe itself, as a host does with one that was added: with nothing in its hands. That its
/// names are free at a host is the one thing that is not asked here.
///
/// # Errors
/// [`StartError::Load`] for a component that cannot be loaded; [`StartError::Runtime`] where the engine does not start.
pub async fn check_component(name: &str, component: &[u8]) -> Result<CheckedComponent, StartError> {
    let runtime = runtime()?;
    let refused = |error: LoadError| StartError::Load { name: name.to_owned(), error };
    let candidate = runtime.inspect(component).await.map_err(refused)?;
    let manifest = candidate.manifest();
    let providers = crate::start::providers(&crate::settings::Settings::default())?;
    Ok(CheckedComponent {
        name: manifest.name.clone(),
        title: manifest.title.clone(),
        version: manifest.version.clone(),
        digest: candidate.digest().to_owned(),
        asks: candidate.asks(),
        faults: faults(manifest, &providers).iter().map(ToString::to_string).collect(),
    })
}

fn runtime() -> Result<Runtime, RuntimeError> {
    Runtime::new(Settings { concurrency: 1, ..Settings::default() })
}
