//! A database of a server.

use std::process::Command;

use crate::programs::run;
use crate::server::{PASSWORD, Server, USER};

/// A database that one test has for itself.
#[derive(Debug, Clone)]
pub struct Database {
    name: String,
    port: u16,
    psql: std::path::PathBuf,
}

impl Database {
    pub(crate) fn existing(server: &Server, name: &str) -> Self {
        Self { name: name.to_owned(), port: server.port(), psql: server.program("psql") }
    }

    /// The database's URL, with user and password.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_as(USER, PASSWORD)
    }

    /// The same for another user.
    #[must_use]
    pub fn url_as(&self, user: &str, password: &str) -> String {
        format!("postgres://{user}:{password}@127.0.0.1:{}/{}", self.port, self.name)
    }

    /// The database's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs SQL past whatever is tested, and gives the rows of the answer: a line each, columns between `|`.
    ///
    /// # Panics
    /// If the server refuses it.
    pub fn run(&self, sql: &str) -> String {
        let plain = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"];
        let mut command = Command::new(&self.psql);
        run(command.args(plain).arg("--dbname").arg(self.url()).args(["--command", sql]))
            .trim_end()
            .to_owned()
    }
}
