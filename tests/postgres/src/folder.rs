//! A server's folder, and the watch that stops the server and removes the folder.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::programs::{Programs, run};

/// Waits until its standard input ends, which the end of this process brings about in any case: after a panic, an
/// `exit`, or a kill that no destructor sees. Signals of the terminal are for the tests, not for it.
const WATCH: &str = r#"
    trap "" HUP INT TERM
    cat >/dev/null
    "$1" stop --mode=immediate --pgdata="$2/data"
    rm -rf "$2"
"#;

/// A folder of the user that owns servers. Dropped, it takes the server with it.
pub(crate) struct Folder {
    path: PathBuf,
    watch: Child,
}

impl Folder {
    pub(crate) fn new(programs: &Programs) -> Self {
        let made = run(programs.as_owner("mktemp").args(["-d", "-t", "innkeeper-postgres.XXXXXX"]));
        let path = PathBuf::from(made.trim_end());
        let watch = watch(programs, &path);
        Self { path, watch }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The server's own folder in it.
    pub(crate) fn data(&self) -> PathBuf {
        self.path.join("data")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Its input ends, so that it does its work; and a failure of it is none of the test's.
        drop(self.watch.stdin.take());
        let _ = self.watch.wait();
    }
}

fn watch(programs: &Programs, path: &Path) -> Child {
    let mut command: Command = programs.as_owner("sh");
    command.args(["-c", WATCH, "watch"]).arg(programs.path("pg_ctl")).arg(path);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the watch starts")
}
