//! A page that is followed, in one shell from its first block to its last.
//!
//! The shell stands in a folder that looks like a checkout whose binary is built: links to what the repository holds, and a
//! `cargo` that has nothing left to do. All else is real: the demo, the registries, the programs of the page. Clients of the
//! Model Context Protocol that the page configures are started where the shell then is, while it waits.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use tempfile::TempDir;

use crate::client::{Client, Place};
use crate::page::{Block, Page, repository};

/// How long a page may take, registries included.
const PATIENCE: Duration = Duration::from_secs(540);

/// A page, followed.
pub(crate) struct Walk<'a> {
    page: &'a Page,
    folder: TempDir,
}

impl<'a> Walk<'a> {
    pub(crate) fn through(page: &'a Page) -> Self {
        let walk = Self { page, folder: checkout() };
        fs::write(walk.path("walk.sh"), walk.script()).unwrap();
        let ended = walk.accompany(walk.shell());
        assert!(ended, "{}: it did not end well.\n{}", page.name, walk.everything());
        walk
    }

    /// Whether the shell ended well, in time. Whatever it started is ended with it.
    fn accompany(&self, mut shell: Child) -> bool {
        let began = Instant::now();
        loop {
            if let Some(status) = shell.try_wait().unwrap() {
                return status.success();
            }
            if !self.clients_were_answered() || began.elapsed() > PATIENCE {
                let group = format!("-{}", shell.id());
                assert!(Command::new("kill").args(["-TERM", "--", &group]).status().unwrap().success());
                shell.wait().unwrap();
                return false;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Starts clients where the shell waits for them. False where one was not answered; the reason is in a file.
    fn clients_were_answered(&self) -> bool {
        let waits = |number: &usize| {
            self.path(&format!("{number}.place")).exists() && !self.path(&format!("{number}.out")).exists()
        };
        let Some(number) = (0..self.page.blocks.len()).find(waits) else { return true };
        match self.answer(number) {
            Ok(answer) => {
                // In one step: the shell goes on as soon as the file is there.
                fs::write(self.path("answer"), answer).unwrap();
                fs::rename(self.path("answer"), self.path(&format!("{number}.out"))).unwrap();
                true
            }
            Err(error) => {
                fs::write(self.path(&format!("{number}.err")), format!("{error:#}")).unwrap();
                false
            }
        }
    }

    /// What the clients that are configured by then are answered: each the same.
    fn answer(&self, number: usize) -> anyhow::Result<String> {
        let Block::Call(call) = &self.page.blocks[number] else { bail!("only a call waits for clients") };
        let place = Place::parse(&fs::read_to_string(self.path(&format!("{number}.place")))?)?;
        let mut answer = None;
        for (client, file) in self.configured(number) {
            let own = client.answer(Path::new(file), call, &place)?;
            let first = answer.get_or_insert_with(|| own.clone());
            ensure!(own == *first, "{client:?} was answered {own}\nand another {first}");
        }
        answer.context("the page configures no client before its call")
    }

    /// Clients with their files, as the reader has them at a call: those of its section.
    fn configured(&self, number: usize) -> Vec<(Client, &str)> {
        let before = self.page.blocks[..number].iter().rev();
        let section = before
            .skip_while(|block| !matches!(block, Block::File { .. }))
            .take_while(|block| matches!(block, Block::File { .. }));
        let client = |block: &'a Block| match block {
            Block::File { name, .. } => Client::of(name).map(|client| (client, name.as_str())),
            _ => None,
        };
        section.filter_map(client).collect()
    }

    /// Compares each block of output with what the shell block before it printed.
    pub(crate) fn is_as_the_page_says(&self) {
        let mut compared = 0;
        let mut before = None;
        for (number, block) in self.page.blocks.iter().enumerate() {
            match block {
                Block::Shell(_) => before = Some(number),
                Block::Call(_) => before = Some(number),
                Block::File { .. } => {}
                Block::Shown(expected) => {
                    let number = before.take().expect("output follows what prints it");
                    let printed = fs::read_to_string(self.path(&format!("{number}.out"))).unwrap();
                    assert!(
                        is_like(&printed, expected),
                        "{}: the page says\n{expected}\nand this was printed\n{printed}",
                        self.page.name
                    );
                    compared += 1;
                }
            }
        }
        assert!(compared > 0, "{} shows no output", self.page.name);
    }

    /// One script of all blocks. Each shell block prints into files of its own; files are saved in the folder where the
    /// reader is by then.
    fn script(&self) -> String {
        let mut script =
            String::from("set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n");
        for (number, block) in self.page.blocks.iter().enumerate() {
            match block {
                Block::Shell(text) => {
                    let at = self.path(&number.to_string());
                    let at = at.display();
                    writeln!(script, "{{\n{text}\n}} > '{at}.out' 2> '{at}.err'").unwrap();
                }
                Block::File { name, text } => {
                    writeln!(script, "mkdir -p \"$(dirname '{name}')\"").unwrap();
                    writeln!(script, "cat > '{name}' <<'END OF {name}'\n{text}\nEND OF {name}").unwrap();
                }
                Block::Call(_) => {
                    let at = self.path(&number.to_string());
                    let at = at.display();
                    writeln!(script, "env -0 PWD=\"$PWD\" > '{at}.part' && mv '{at}.part' '{at}.place'")
                        .unwrap();
                    writeln!(script, "until [ -e '{at}.out' ]; do sleep 0.1; done").unwrap();
                }
                Block::Shown(_) => {}
            }
        }
        script
    }

    fn shell(&self) -> Child {
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("bash");
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("INNKEEPER_") || name == "RUST_LOG")
        {
            shell.env_remove(name);
        }
        shell
            .arg(self.path("walk.sh"))
            .current_dir(self.path("checkout"))
            .env("PATH", path)
            .env_remove("VIRTUAL_ENV")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(self.path("walk.err")).unwrap())
            .process_group(0)
            .spawn()
            .unwrap()
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// What every block printed, for the failure.
    fn everything(&self) -> String {
        let mut names: Vec<_> =
            fs::read_dir(self.folder.path()).unwrap().map(|one| one.unwrap().path()).collect();
        names.sort();
        let printed =
            names.iter().filter(|path| path.extension().is_some_and(|is| is == "out" || is == "err"));
        let tail = |path: &Path| {
            let text = fs::read_to_string(path).unwrap_or_default();
            text.chars().rev().take(3_000).collect::<Vec<_>>().into_iter().rev().collect::<String>()
        };
        printed.map(|path| format!("== {}\n{}", path.display(), tail(path))).collect()
    }
}

/// A folder that looks like a checkout after `cargo build`.
fn checkout() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let checkout = folder.path().join("checkout");
    fs::create_dir_all(checkout.join("target/debug")).unwrap();
    for entry in fs::read_dir(repository()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if name != "target" && !name.to_string_lossy().starts_with('.') {
            symlink(entry.path(), checkout.join(name)).unwrap();
        }
    }
    symlink(env!("CARGO_BIN_EXE_innkeeper"), checkout.join("target/debug/innkeeper")).unwrap();
    let cargo = folder.path().join("bin/cargo");
    fs::create_dir(folder.path().join("bin")).unwrap();
    fs::write(&cargo, "#!/bin/sh\n[ \"$*\" = build ] || { echo \"the page says: cargo $*\" >&2; exit 1; }\n")
        .unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// Whether a text is what a page shows: `…` stands for anything.
fn is_like(printed: &str, shown: &str) -> bool {
    let (mut rest, shown) = (printed.trim(), shown.trim());
    let parts: Vec<&str> = shown.split('…').collect();
    let [first, between @ .., last] = &parts[..] else { return rest == shown };
    let Some(after) = rest.strip_prefix(first) else { return false };
    rest = after;
    for part in between {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[test]
fn a_page_that_says_something_else_is_noticed() {
    assert!(is_like("{\"id\": 17, \"at\": \"x\"}\n", "{\"id\": …, \"at\": \"…\"}"));
    assert!(is_like("same", "same"));
    for (printed, shown) in [("same, and more", "same"), ("b a", "a…b"), ("", "a"), ("{1}", "{…]")] {
        assert!(!is_like(printed, shown), "{printed} {shown}");
    }
}
