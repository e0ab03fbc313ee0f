//! Why there is no component.

use std::{io, path::PathBuf, process::ExitStatus};

/// Why there is no component. A build script prints it and stops.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Neither rustup's toolchain nor Debian's has the target's standard library.
    #[error(
        "no standard library for wasm32-unknown-unknown: run `guest-tools/toolchain.sh`, then build again"
    )]
    NoToolchain,
    /// A variable that cargo gives to build scripts is missing.
    #[error("the variable {name} is not set: call this from a build script")]
    NotABuildScript {
        /// The variable.
        name: &'static str,
    },
    /// No `Cargo.lock` in this folder or above it.
    #[error("no Cargo.lock in {folder:?} or above it: call this from a package of the workspace")]
    NoWorkspace {
        /// Where the search began.
        folder: PathBuf,
    },
    /// A program did not start.
    #[error("cannot start {program:?}: {source}")]
    Start {
        /// The program.
        program: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The compiler is not content; its own words stand above.
    #[error("compiling {packages} failed with {status}: see the compiler's messages above")]
    Compile {
        /// The packages.
        packages: String,
        /// How cargo ended.
        status: ExitStatus,
    },
    /// A file cannot be read or written.
    #[error("cannot read or write {path:?}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A core module does not fulfil its contract.
    #[error("{module:?} is no component: {reason}")]
    NotAComponent {
        /// The core module.
        module: PathBuf,
        /// What is missing.
        reason: String,
    },
}
