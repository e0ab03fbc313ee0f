//! A place with settings, a command in it, and what became of it; so that a test is a few lines.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;

use innkeeper_tests::Kept;
use serde_json::Value;
use tempfile::TempDir;

/// An empty directory, removed at the end, from which commands run.
pub(crate) struct Place {
    directory: TempDir,
}

/// A command, ready to run.
pub(crate) struct Run {
    command: Command,
    input: Option<String>,
}

/// A command that has ended.
pub(crate) struct Ended {
    output: Output,
}

/// A command that stays up; killed when dropped.
pub(crate) struct Serving {
    child: Child,
    /// Its host's URL.
    pub(crate) url: String,
    /// Its first line.
    pub(crate) said: Value,
}

/// An empty place.
pub(crate) fn place() -> Place {
    Place { directory: tempfile::tempdir().unwrap() }
}

/// A master key, and connectors that were compiled under it: compiling them takes longer than most tests.
static COMPILED: LazyLock<(String, Kept)> = LazyLock::new(|| {
    let place = place();
    place.run(&["vault", "key", "--out", "master.key"]).succeeds();
    place.write("innkeeper.toml", "[vault]\npath = \"data\"\nkey = { file = \"master.key\" }\n");
    place.run(&["tools", "list"]).succeeds();
    let key = std::fs::read_to_string(place.path("master.key")).unwrap();
    (key, Kept::read(&place.path("data/compiled")).unwrap())
});

/// A place with a master key, compiled connectors and these settings, on a free port.
pub(crate) fn place_with(settings: &str) -> Place {
    let place = place();
    let (key, compiled) = &*COMPILED;
    place.write("master.key", key);
    compiled.write(&place.path("data/compiled")).unwrap();
    place.write("innkeeper.toml", &format!("[server]\nlisten = \"127.0.0.1:0\"\n[vault]\npath = \"data\"\nkey = {{ file = \"master.key\" }}\n{settings}"));
    place
}

impl Place {
    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::File::create(self.path(name)).unwrap().write_all(text.as_bytes()).unwrap();
    }

    /// A path in this place.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A command here, without the caller's own settings.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_innkeeper"));
        command.args(arguments).current_dir(self.directory.path()).stdin(Stdio::null());
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("INNKEEPER_") || name == "RUST_LOG")
        {
            command.env_remove(name);
        }
        Run { command, input: None }
    }

    /// `innkeeper serve`, once it says where it listens.
    pub(crate) fn serve(&self, variables: &[(&str, &str)]) -> Serving {
        self.start(&["serve", "--json"], variables, "/address")
    }

    /// A command that stays up, once it says in its first line of JSON where it listens.
    pub(crate) fn start(&self, arguments: &[&str], variables: &[(&str, &str)], address: &str) -> Serving {
        let mut run = self.run(arguments);
        run.command.envs(variables.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = run.command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).expect("it says where it listens");
        let address = said.pointer(address).and_then(Value::as_str).unwrap();
        let url = if address.starts_with("http") { address.to_owned() } else { format!("http://{address}") };
        Serving { child, url, said }
    }
}

impl Run {
    /// The command, for somebody who speaks with it while it runs.
    pub(crate) fn into_tokio(self) -> tokio::process::Command {
        let mut command = tokio::process::Command::from(self.command);
        command.kill_on_drop(true);
        command
    }

    /// With an environment variable.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// With this text on standard input.
    pub(crate) fn input(mut self, text: &str) -> Self {
        self.command.stdin(Stdio::piped());
        self.input = Some(text.to_owned());
        self
    }

    /// Runs to the end and expects success.
    #[track_caller]
    pub(crate) fn succeeds(self) -> Ended {
        self.ends_with(0)
    }

    /// Runs to the end and expects an exit code of 1.
    #[track_caller]
    pub(crate) fn fails(self) -> Ended {
        self.ends_with(1)
    }

    /// Runs to the end and expects this exit code.
    #[track_caller]
    pub(crate) fn ends_with(mut self, code: i32) -> Ended {
        let ended = Ended { output: self.output() };
        assert_eq!(
            ended.output.status.code(),
            Some(code),
            "stdout: {}\nstderr: {}",
            ended.out(),
            ended.err()
        );
        ended
    }
}

impl Run {
    fn output(&mut self) -> Output {
        let Some(input) = self.input.take() else { return self.command.output().unwrap() };
        let mut child = self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }
}

impl Ended {
    /// Standard output.
    pub(crate) fn out(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    /// Standard error.
    pub(crate) fn err(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    /// Standard output as the one JSON document that it is.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out()).expect("one JSON document")
    }

    /// Expects a part of standard output.
    #[track_caller]
    pub(crate) fn says(self, part: &str) -> Self {
        assert!(self.out().contains(part), "no {part:?} in {}", self.out());
        self
    }

    /// Expects a part of standard error.
    #[track_caller]
    pub(crate) fn complains(self, part: &str) -> Self {
        assert!(self.err().contains(part), "no {part:?} in {}", self.err());
        self
    }

    /// Expects that neither output holds a text.
    #[track_caller]
    pub(crate) fn never_shows(self, secret: &str) -> Self {
        assert!(!self.out().contains(secret) && !self.err().contains(secret), "{secret:?} was shown");
        self
    }
}

impl Serving {
    /// Asks it to end, and waits until it did: its exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already, which is what this is for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
