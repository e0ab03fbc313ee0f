//! Compiles connectors to components, from a build script.
//!
//! For this workspace's own build scripts: the bundle of built-in connectors, and the hostile guests of the
//! tests. An author outside of it compiles with cargo, makes a component of the core module (`wasm-tools component
//! new`), and hands that to `innkeeper connectors add`.
//!
//! ```no_run
//! use innkeeper_connector_builder::{Workspace, build};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let workspace = Workspace::of_build_script()?;
//! for built in build(&workspace, &["bitbucket-repositories"])? {
//!     println!("{}: {}", built.package, built.component.display());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Parts, in reading order
//!
//! - [`Workspace`]: where sources are, where output goes, what makes it stale;
//! - [`Toolchain`]: whose standard library for `wasm32-unknown-unknown` is used;
//! - `compile`: one run of cargo for all packages, away from the outer one's lock and environment;
//! - [`build`]: all of it, and the step from core module to component.
//!
//! # Invariants
//!
//! - Nothing is downloaded or installed but what `Cargo.lock` names. Where no toolchain is to be found, the error names
//!   the one command that installs it.
//! - What the outer build is compiled with (clippy, coverage, flags) does not reach the connectors.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod compile;
mod error;
mod toolchain;
mod workspace;

use std::{fs, path::PathBuf};

use wit_component::ComponentEncoder;

pub use error::BuildError;
pub use toolchain::Toolchain;
pub use workspace::Workspace;

/// A connector that was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// The package's name.
    pub package: String,
    /// The core module, as the compiler left it.
    pub module: PathBuf,
    /// The component.
    pub component: PathBuf,
}

/// Builds these packages of the workspace, each a `cdylib`, to components in the workspace's output folder.
///
/// # Errors
/// No toolchain, a compiler error, or a module that is no component; see [`BuildError`].
pub fn build(workspace: &Workspace, packages: &[&str]) -> Result<Vec<Built>, BuildError> {
    let toolchain = Toolchain::find()?;
    compile::run(workspace, &toolchain, packages)?;
    packages.iter().map(|package| componentise(workspace, package)).collect()
}

fn componentise(workspace: &Workspace, package: &str) -> Result<Built, BuildError> {
    let module = compile::module(workspace, package);
    let bytes = fs::read(&module).map_err(|source| BuildError::File { path: module.clone(), source })?;
    let encoded = ComponentEncoder::default()
        .validate(true)
        .module(&bytes)
        .and_then(|encoder| encoder.encode())
        .map_err(|error| BuildError::NotAComponent {
            module: module.clone(),
            reason: format!("{error:#}"),
        })?;
    let component = workspace.output().join(format!("{package}.component.wasm"));
    fs::write(&component, encoded).map_err(|source| BuildError::File { path: component.clone(), source })?;
    Ok(Built { package: package.to_owned(), module, component })
}
