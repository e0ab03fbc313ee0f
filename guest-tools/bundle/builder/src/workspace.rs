//! Where sources are, where output goes, and what makes it stale.

#[cfg(test)]
mod tests;

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::BuildError;

/// The workspace around a build script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    root: PathBuf,
    output: PathBuf,
}

impl Workspace {
    /// The workspace of the running build script, with its `OUT_DIR` for output.
    ///
    /// # Errors
    /// This is no build script, or its package is in no workspace.
    pub fn of_build_script() -> Result<Self, BuildError> {
        let package = variable("CARGO_MANIFEST_DIR")?;
        let output = variable("OUT_DIR")?;
        let root = package.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
        match root {
            Some(root) => Ok(Self { root: root.to_owned(), output }),
            None => Err(BuildError::NoWorkspace { folder: package }),
        }
    }

    /// The folder of the workspace.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder for components.
    #[must_use]
    pub fn output(&self) -> &Path {
        &self.output
    }

    /// The target folder of connectors: `target/connectors`, beside the outer build's own, so that its lock
    /// is not in the way and build scripts share what they compile.
    ///
    /// `OUT_DIR` is `target/<profile>/build/<package>/out`.
    #[must_use]
    pub fn target(&self) -> PathBuf {
        self.output.ancestors().nth(4).unwrap_or(&self.output).join("connectors")
    }

    /// Tells cargo to run the build script again when one of these files or folders of the workspace changes,
    /// or what every connector is made of.
    pub fn watch(&self, sources: &[&str]) {
        const COMMON: [&str; 5] =
            ["Cargo.toml", "Cargo.lock", "wit", "guest-tools/sdk/src", "guest-tools/sdk/macros/src"];
        for source in COMMON.iter().chain(sources) {
            #[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
            {
                println!("cargo:rerun-if-changed={}", self.root.join(source).display());
            }
        }
    }
}

fn variable(name: &'static str) -> Result<PathBuf, BuildError> {
    env::var_os(name).map(PathBuf::from).ok_or(BuildError::NotABuildScript { name })
}
