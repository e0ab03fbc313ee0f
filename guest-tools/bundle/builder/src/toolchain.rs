//! Whose standard library for `wasm32-unknown-unknown` is used.

#[cfg(test)]
mod tests;

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use crate::BuildError;

/// What connectors are compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// A compiler that has, or can make, the target's standard library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that runs the outer build, with the target installed.
    Running {
        /// Its cargo.
        cargo: PathBuf,
        /// Its compiler.
        rustc: PathBuf,
    },
    /// Debian's packages `rustc-web` and so on, which hold the library's source and compile it once.
    Debian {
        /// The linker, `wasm-ld` of some version.
        linker: PathBuf,
    },
}

impl Toolchain {
    /// Finds one: the running one first, because nothing has to be compiled twice with it.
    ///
    /// # Errors
    /// [`BuildError::NoToolchain`].
    pub fn find() -> Result<Self, BuildError> {
        running().or_else(debian).ok_or(BuildError::NoToolchain)
    }

    /// The start of a cargo command.
    pub(crate) fn cargo(&self) -> Command {
        match self {
            Self::Running { cargo, rustc } => {
                let mut command = Command::new(cargo);
                command.env("RUSTC", rustc);
                command
            }
            Self::Debian { linker } => {
                let mut command = Command::new(DEBIAN_CARGO);
                // Building the standard library is what the nightly option is for; the compiler itself is a
                // stable one.
                command
                    .env("RUSTC", DEBIAN_RUSTC)
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
                command
            }
        }
    }

    /// Arguments that `cargo build` needs with this toolchain.
    pub(crate) fn arguments(&self) -> &'static [&'static str] {
        match self {
            Self::Running { .. } => &[],
            Self::Debian { .. } => &["-Zbuild-std=std,panic_abort"],
        }
    }
}

fn running() -> Option<Toolchain> {
    let cargo = env::var_os("CARGO").map(PathBuf::from)?;
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let printed = Command::new(&rustc).args(["--print", "sysroot"]).output().ok()?;
    let sysroot = PathBuf::from(String::from_utf8(printed.stdout).ok()?.trim());
    let library = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    library.is_dir().then(|| Toolchain::Running { cargo, rustc: rustc.into() })
}

fn debian() -> Option<Toolchain> {
    let source = Path::new("/usr/lib/rustlib/src/rust/library/std/Cargo.toml");
    let complete = Path::new(DEBIAN_CARGO).is_file() && Path::new(DEBIAN_RUSTC).is_file() && source.is_file();
    let linker = newest_linker(Path::new("/usr/bin"))?;
    complete.then_some(Toolchain::Debian { linker })
}

/// `wasm-ld-22` and its like; the highest number wins.
fn newest_linker(folder: &Path) -> Option<PathBuf> {
    let entries = folder.read_dir().ok()?;
    let versions = entries.filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        name.strip_prefix("wasm-ld-")?.parse::<u32>().ok()
    });
    versions.max().map(|version| folder.join(format!("wasm-ld-{version}")))
}
