//! A page as its blocks.

use std::path::PathBuf;

/// What a reader does at a block.
pub(crate) enum Block {
    /// Pastes it into the shell.
    Shell(String),
    /// Saves it under this name.
    File { name: String, text: String },
    /// Has the clients of the Model Context Protocol that were configured call it, as their model would.
    Call(String),
    /// Compares it with what the shell printed last, or with what the clients were answered.
    Shown(String),
}

/// A page of the guides.
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) blocks: Vec<Block>,
}

pub(crate) fn folder() -> PathBuf {
    repository().join("docs/guides")
}

pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

impl Page {
    pub(crate) fn read(name: &str) -> Self {
        let text = std::fs::read_to_string(folder().join(name)).unwrap();
        let mut blocks = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(kind) = line.strip_prefix("```") else { continue };
            let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(Block::of(name, kind, inside.join("\n")));
        }
        assert!(!blocks.is_empty(), "{name} has no blocks");
        Self { name: name.to_owned(), blocks }
    }
}

impl Block {
    fn of(page: &str, kind: &str, text: String) -> Self {
        match kind.split_once(' ') {
            None if kind == "sh" => Self::Shell(text),
            None if kind == "text" => Self::Shown(text),
            Some(("json", "tools/call")) => Self::Call(text),
            Some(("python" | "js" | "json", name)) => Self::File { name: name.to_owned(), text },
            _ => panic!("{page} has a block that nobody knows how to run: `{kind}`"),
        }
    }
}
