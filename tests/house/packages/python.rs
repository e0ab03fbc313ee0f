//! Python, with packages from PyPI.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::{finish, installed, repository};

/// A virtual environment.
#[derive(Clone, Debug)]
pub struct Python {
    interpreter: PathBuf,
}

impl Python {
    /// An environment with the packages of a `requirements.txt`, named by its path in the repository. Its lines pin
    /// versions.
    pub async fn with(requirements: &str) -> anyhow::Result<Self> {
        let list = repository().join(requirements);
        let folder = installed("python", std::slice::from_ref(&list), |folder| install(folder, list.clone()));
        Ok(Self { interpreter: interpreter(&folder.await?) })
    }

    /// The interpreter, to be given arguments. It is killed with its test.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.interpreter);
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUNBUFFERED", "1").kill_on_drop(true);
        command
    }
}

async fn install(folder: PathBuf, list: PathBuf) -> anyhow::Result<()> {
    let mut environment = Command::new("python3");
    environment.args(["-m", "venv"]).arg(&folder);
    finish(environment).await?;
    let mut packages = Command::new(interpreter(&folder));
    packages
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(list);
    finish(packages).await
}

fn interpreter(folder: &Path) -> PathBuf {
    folder.join("bin").join("python")
}
