//! Where PostgreSQL's programs are, and who runs them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where Debian keeps a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// What a test needs.
const NEEDED: [&str; 3] = ["initdb", "pg_ctl", "psql"];
/// Who runs a server that root starts: the user that Debian's package makes.
const OWNER: &str = "postgres";

/// The folder with PostgreSQL's programs.
pub(crate) struct Programs {
    folder: PathBuf,
    is_root: bool,
}

impl Programs {
    /// # Panics
    /// If there are none, with the command that installs them.
    pub(crate) fn find() -> Self {
        let complete = |folder: &PathBuf| NEEDED.iter().all(|program| folder.join(program).is_file());
        let folder = debian().into_iter().chain(path()).find(complete).unwrap_or_else(|| {
            panic!(
                "PostgreSQL is missing (initdb, pg_ctl, psql): install it with `guest-tools/toolchain.sh --tests` \
                 or `apt-get install postgresql`"
            )
        });
        Self { folder, is_root: is_root() }
    }

    /// A program of PostgreSQL.
    pub(crate) fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }

    /// A command that is run by the user that owns servers.
    pub(crate) fn as_owner(&self, program: impl AsRef<Path>) -> Command {
        let mut command = match self.is_root {
            true => {
                let mut command = Command::new("setpriv");
                let user =
                    [format!("--reuid={OWNER}"), format!("--regid={OWNER}"), "--clear-groups".to_owned()];
                command.args(user).arg(program.as_ref());
                command
            }
            false => Command::new(program.as_ref()),
        };
        command.current_dir("/").stdin(Stdio::null());
        command
    }
}

/// Runs a command to its end, and gives what it printed.
///
/// # Panics
/// If it fails, with what it said.
pub(crate) fn run(command: &mut Command) -> String {
    attempt(command).unwrap_or_else(|failure| panic!("{failure}"))
}

/// Runs a command to its end: what it printed, or what it said when it failed.
pub(crate) fn attempt(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().unwrap_or_else(|error| panic!("{program} does not start: {error}"));
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.success() {
        true => Ok(printed),
        false => Err(format!("{program} failed: {printed}{}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// Debian's folders, the newest version first.
fn debian() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, folder)| folder).collect()
}

fn path() -> Vec<PathBuf> {
    env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default()
}

fn is_root() -> bool {
    run(Command::new("id").arg("-u")).trim() == "0"
}
