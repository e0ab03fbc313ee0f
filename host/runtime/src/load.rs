//! From bytes to a connector.

use std::sync::Arc;
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use wasmtime::component::{Component, Linker};

use crate::bindings::ConnectorPre;
use crate::connector::{Connector, new_store};
use crate::engine::{Runtime, Shared};
use crate::host::{CallState, Outbound};
use crate::manifest::{Manifest, ManifestError};
use crate::wasi;

/// What every connector may import, whatever the patch version.
const CONTRACT: [&str; 3] = [
    "innkeeper:connector/authenticated-http@0.1.",
    "innkeeper:connector/log@0.1.",
    "innkeeper:connector/progress@0.1.",
];
/// Describing is naming constants; a connector that needs longer does something else.
const DESCRIBE: Duration = Duration::from_secs(5);

/// What an operator approved of a connector beyond its manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Approval {
    /// Nothing: it imports the contract only. Built-in connectors are loaded like this.
    #[default]
    ContractOnly,
    /// Clocks, random and standard output, which JavaScript and Python guests need.
    WithWasi,
}

/// Why a component is not loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The bytes are no component, or one that this engine does not run.
    #[error(
        "not a WebAssembly component that can be loaded: {detail}; a connector is a component of the world in wit/ of Innkeeper's repository, where guest-tools/bitbucket-snippets is one to start from"
    )]
    NotAComponent {
        /// What the compiler says.
        detail: String,
    },
    /// It wants more of the host than the contract.
    #[error("the component imports {}, which a connector may not: it gets innkeeper:connector and nothing else, or the WASI subset where that was approved", .imports.join(", "))]
    UndeclaredImports {
        /// Their names.
        imports: Vec<String>,
    },
    /// It does not export what the contract says.
    #[error("the component does not fit innkeeper:connector@0.1: {detail}")]
    Contract {
        /// What is missing or different.
        detail: String,
    },
    /// It failed while it described itself.
    #[error("the connector failed to describe itself: {detail}")]
    Describe {
        /// How.
        detail: String,
    },
    /// What it says of itself is not acceptable.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

/// Machine code, and where it came from.
pub(crate) struct Compiled {
    pub(crate) component: Component,
    pub(crate) origin: Origin,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Its manifest was found good before it was kept.
    Cache,
    Compiler,
}

impl Runtime {
    /// Loads a component: checks its imports, compiles it (or takes the compiled code from the cache) and reads its
    /// manifest.
    ///
    /// # Errors
    /// A [`LoadError`] that names what is wrong. Nothing is kept of a component that is refused.
    pub async fn load(&self, component: &[u8], approval: Approval) -> Result<Connector, LoadError> {
        let digest = digest(component);
        let Compiled { component, origin } = self.compile(component, &digest, approval).await?;
        let pre = prepare(self.shared.linker(approval), &component)?;
        let manifest = Arc::new(self.describe(&pre).await?);
        if origin == Origin::Compiler {
            manifest.check_schemas()?;
            self.keep(component, &digest).await;
        }
        tracing::info!(connector = manifest.name, version = manifest.version, tools = manifest.tools.len(), %digest, "connector loaded");
        Ok(Connector { runtime: self.clone(), pre, manifest, digest })
    }

    /// Compiling takes a core for a second: it runs beside the async threads.
    pub(crate) async fn compile(
        &self,
        component: &[u8],
        digest: &Arc<str>,
        approval: Approval,
    ) -> Result<Compiled, LoadError> {
        let shared = Arc::clone(&self.shared);
        let (bytes, digest) = (component.to_vec(), Arc::clone(digest));
        let work = move || shared.compile(&bytes, &digest, approval);
        match tokio::task::spawn_blocking(work).await {
            Ok(result) => result,
            Err(stopped) => {
                Err(LoadError::NotAComponent { detail: format!("the compiler stopped: {stopped}") })
            }
        }
    }

    /// Keeps what was compiled, now that its manifest was found good: what the cache has needs no second look.
    pub(crate) async fn keep(&self, component: Component, digest: &Arc<str>) {
        let (shared, digest) = (Arc::clone(&self.shared), Arc::clone(digest));
        let work = move || {
            if let Some(cache) = &shared.cache {
                cache.put(&digest, &component);
            }
        };
        if let Err(stopped) = tokio::task::spawn_blocking(work).await {
            tracing::warn!(%stopped, "compiled code was not kept: the next start compiles again");
        }
    }

    /// Forgets the compiled code of a component that was removed.
    pub async fn forget(&self, digest: &str) {
        let (shared, digest) = (Arc::clone(&self.shared), digest.to_owned());
        let work = move || {
            if let Some(cache) = &shared.cache {
                cache.forget(&digest);
            }
        };
        if let Err(stopped) = tokio::task::spawn_blocking(work).await {
            tracing::warn!(%stopped, "compiled code that nobody needs any more was not removed");
        }
    }

    pub(crate) async fn describe(&self, pre: &ConnectorPre<CallState>) -> Result<Manifest, LoadError> {
        let mut store = new_store(self, Outbound::Describing);
        let describe = async {
            let instance = pre.instantiate_async(&mut store).await?;
            instance.innkeeper_connector_tools().call_describe(&mut store).await
        };
        let failed = |detail: String| LoadError::Describe { detail };
        let said = match tokio::time::timeout(DESCRIBE, describe).await {
            Ok(Ok(said)) => said,
            Ok(Err(error)) => return Err(failed(error.root_cause().to_string())),
            Err(_) => return Err(failed(format!("it took longer than {DESCRIBE:?}"))),
        };
        Ok(Manifest::parse(said)?)
    }
}

impl Shared {
    pub(crate) fn linker(&self, approval: Approval) -> &Linker<CallState> {
        match approval {
            Approval::ContractOnly => &self.plain,
            Approval::WithWasi => &self.with_wasi,
        }
    }

    fn compile(&self, bytes: &[u8], digest: &str, approval: Approval) -> Result<Compiled, LoadError> {
        if let Some(component) = self.cache.as_ref().and_then(|cache| cache.get(&self.engine, digest)) {
            check_imports(&component, &self.engine, approval)?;
            return Ok(Compiled { component, origin: Origin::Cache });
        }
        let start = Instant::now();
        let component = Component::from_binary(&self.engine, bytes);
        let component =
            component.map_err(|error| LoadError::NotAComponent { detail: format!("{error:#}") })?;
        check_imports(&component, &self.engine, approval)?;
        tracing::debug!(digest, ms = start.elapsed().as_millis(), "compiled");
        Ok(Compiled { component, origin: Origin::Compiler })
    }
}

/// What pins a component: the SHA-256 of its bytes, in hexadecimal.
pub(crate) fn digest(component: &[u8]) -> Arc<str> {
    HEXLOWER.encode(&Sha256::digest(component)).into()
}

/// Links a component as far as it goes before a call.
pub(crate) fn prepare(
    linker: &Linker<CallState>,
    component: &Component,
) -> Result<ConnectorPre<CallState>, LoadError> {
    let contract = |error: wasmtime::Error| LoadError::Contract { detail: format!("{error:#}") };
    let pre = linker.instantiate_pre(component).map_err(contract)?;
    ConnectorPre::new(pre).map_err(contract)
}

pub(crate) fn check_imports(
    component: &Component,
    engine: &wasmtime::Engine,
    approval: Approval,
) -> Result<(), LoadError> {
    let kind = component.component_type();
    let undeclared: Vec<String> = kind
        .imports(engine)
        .map(|(name, _)| name)
        .filter(|name| !is_covered(name, approval))
        .map(str::to_owned)
        .collect();
    if undeclared.is_empty() { Ok(()) } else { Err(LoadError::UndeclaredImports { imports: undeclared }) }
}

fn is_covered(import: &str, approval: Approval) -> bool {
    CONTRACT.iter().any(|name| import.starts_with(name))
        || (approval == Approval::WithWasi && wasi::covers(import))
}
