//! One run of cargo for all packages.

#[cfg(test)]
mod tests;

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{BuildError, Toolchain, Workspace, toolchain::TARGET};

/// The profile in the workspace's `Cargo.toml`.
const PROFILE: &str = "connector";

/// A small stack in front of the data, and as much memory as a call of an ordinary tool needs: an instance is
/// made for each call, and a page that it never touches costs nothing, while a growing memory costs a call
/// into the host.
const LINKER_FLAGS: &str = "-Clink-arg=-zstack-size=65536 -Clink-arg=--initial-memory=1048576";

/// Compiles the packages to core modules.
pub(crate) fn run(workspace: &Workspace, toolchain: &Toolchain, packages: &[&str]) -> Result<(), BuildError> {
    let mut command = toolchain.cargo();
    clean_environment(&mut command);
    command
        .current_dir(workspace.root())
        .args(["build", "--locked", "--lib", "--profile", PROFILE, "--target", TARGET])
        .args(toolchain.arguments())
        .arg("--target-dir")
        .arg(workspace.target())
        .args(packages.iter().flat_map(|package| ["--package", package]))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", LINKER_FLAGS);
    let program = PathBuf::from(command.get_program());
    let status = command.status().map_err(|source| BuildError::Start { program, source })?;
    if status.success() { Ok(()) } else { Err(BuildError::Compile { packages: packages.join(", "), status }) }
}

/// Where cargo leaves a package's core module.
pub(crate) fn module(workspace: &Workspace, package: &str) -> PathBuf {
    let file = format!("{}.wasm", package.replace('-', "_"));
    [Path::new(TARGET), Path::new(PROFILE), Path::new(&file)]
        .iter()
        .fold(workspace.target(), |path, part| path.join(part))
}

/// Removes what the outer cargo, clippy or a coverage tool set for its own packages, unless the toolchain set
/// it.
fn clean_environment(command: &mut Command) {
    let set: Vec<_> = command.get_envs().map(|(name, _)| name.to_owned()).collect();
    for (name, _) in env::vars_os() {
        if is_of_the_outer_build(&name) && !set.contains(&name) {
            command.env_remove(name);
        }
    }
}

fn is_of_the_outer_build(name: &OsStr) -> bool {
    /// Where cargo's and rustup's files are, how they reach the network, and the outer build's share of the
    /// cores.
    const KEPT: [&str; 7] = [
        "CARGO_HOME",
        "CARGO_HTTP_",
        "CARGO_MAKEFLAGS",
        "CARGO_NET_",
        "RUSTUP_AUTO_INSTALL",
        "RUSTUP_HOME",
        "RUST_BACKTRACE",
    ];
    const PREFIXES: [&str; 7] = ["CARGO", "RUST", "CLIPPY", "DEP_", "LD_LIBRARY_PATH", "DYLD_", "__CARGO"];
    let Some(name) = name.to_str() else { return false };
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    starts(&PREFIXES) && !starts(&KEPT)
}
