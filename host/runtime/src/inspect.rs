//! A look at a component that nobody has approved yet.
//!
//! What it asks for can only be told by itself, so its `describe` has to run before anybody knows whether it may. It runs
//! with nothing: `send` refuses, and what it imports beside the contract is there in name only (`wasi`). Nothing of it is
//! kept before somebody says so.

use std::sync::Arc;

use innkeeper_policy::{AskedTool, Asks};
use wasmtime::component::Component;

use crate::connector::Connector;
use crate::engine::Runtime;
use crate::load::{self, Approval, Compiled, LoadError, Origin};
use crate::manifest::Manifest;

/// A component that would load, where it is approved.
pub struct Candidate {
    runtime: Runtime,
    component: Component,
    origin: Origin,
    manifest: Arc<Manifest>,
    digest: Arc<str>,
}

impl Runtime {
    /// Compiles a component (or takes the compiled code from the cache) and reads its manifest, without giving it anything.
    ///
    /// # Errors
    /// A [`LoadError`] that names what is wrong, also where no approval would help.
    pub async fn inspect(&self, component: &[u8]) -> Result<Candidate, LoadError> {
        let digest = load::digest(component);
        let Compiled { component, origin } = self.compile(component, &digest, Approval::WithWasi).await?;
        let pre = load::prepare(self.shared.linker(Approval::WithWasi), &component)?;
        let manifest = Arc::new(self.describe(&pre).await?);
        manifest.check_schemas()?;
        Ok(Candidate { runtime: self.clone(), component, origin, manifest, digest })
    }
}

impl Candidate {
    /// What it says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The SHA-256 of the component, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What it asks for.
    #[must_use]
    pub fn asks(&self) -> Asks {
        asks(&self.manifest, &self.component, &self.runtime)
    }

    /// Keeps its compiled code, so that loading it does not compile again.
    pub async fn keep(&self) {
        if self.origin == Origin::Compiler {
            self.runtime.keep(self.component.clone(), &self.digest).await;
        }
    }

    /// The connector, with what was approved of it.
    ///
    /// # Errors
    /// [`LoadError::UndeclaredImports`] where it imports more than that.
    pub fn approved(&self, approval: Approval) -> Result<Connector, LoadError> {
        let shared = &self.runtime.shared;
        load::check_imports(&self.component, &shared.engine, approval)?;
        let pre = load::prepare(shared.linker(approval), &self.component)?;
        let (manifest, digest) = (Arc::clone(&self.manifest), Arc::clone(&self.digest));
        Ok(Connector { runtime: self.runtime.clone(), pre, manifest, digest })
    }
}

impl Connector {
    /// What it asked for and got.
    #[must_use]
    pub fn asks(&self) -> Asks {
        asks(&self.manifest, self.pre.instance_pre().component(), &self.runtime)
    }
}

fn asks(manifest: &Manifest, component: &Component, runtime: &Runtime) -> Asks {
    let kind = component.component_type();
    let imports = kind.imports(&runtime.shared.engine).map(|(name, _)| name.to_owned());
    let tools = manifest
        .tools
        .iter()
        .map(|tool| AskedTool { policy: tool.policy.as_ref().clone(), idempotent: tool.idempotent });
    Asks::new(manifest.provider.clone(), imports, tools)
}
