//! The settings of a host in this process: `innkeeper.toml`, then `INNKEEPER_…`, then the library's defaults.
//!
//! Paths in the settings are relative to the directory that the command runs in.

mod diagnosis;
mod environment;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use innkeeper::{Secret, Settings};
use thiserror::Error;
use url::Url;

/// The file that is read where none is named.
const DEFAULT_FILE: &str = "innkeeper.toml";
/// Holds a key that is an operator's as long as the host runs.
const BOOTSTRAP_KEY: &str = "INNKEEPER_BOOTSTRAP_KEY";
/// A bootstrap key of fewer characters can be guessed.
const SHORT_KEY: usize = 24;

/// A first `innkeeper.toml`, for those who have none.
const EXAMPLE: &str = r#"[vault]
path = "data"
key = { file = "master.key" }      # innkeeper vault key --out master.key

[[connection]]
name = "bitbucket"
provider = "bitbucket"
client_id = "the consumer's key"
client_secret = { env = "BITBUCKET_SECRET" }"#;

/// What a host in this process is opened with.
pub(crate) struct Config {
    /// The library's settings.
    pub(crate) settings: Settings,
}

/// Why there are no settings.
#[derive(Debug, Error)]
pub(crate) enum ConfigError {
    /// There is nothing to start from.
    #[error("there is no {DEFAULT_FILE} here, and no --config; a first one is\n\n{EXAMPLE}\n")]
    Absent,
    /// The file cannot be read.
    #[error("the settings {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file does not say what it should.
    #[error("{}:{line}: {problem}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// Setting and problem.
        problem: String,
    },
    /// A variable does not say what it should.
    #[error("{name}: {problem}")]
    WrongVariable {
        /// The variable.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A variable looks like a setting and is none.
    #[error("the variable {name} is not a setting{}", hint(nearest.as_deref()))]
    UnknownVariable {
        /// The variable.
        name: String,
        /// The setting that may be meant.
        nearest: Option<String>,
    },
}

/// Reads the settings from `file`, or from the default file where there is one, and the environment.
///
/// # Errors
/// A [`ConfigError`] that names the place and the setting.
pub(crate) fn read(file: Option<&Path>) -> Result<Config, ConfigError> {
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let mut settings = match text(file, environment::sets_a_key(&variables))? {
        Some((path, text)) => parse(&path, &text)?,
        None => Settings::default(),
    };
    environment::apply(&mut settings, &variables)?;
    Ok(Config { settings })
}

/// The file's text; none where a host without a file is what the environment describes.
fn text(file: Option<&Path>, environment_suffices: bool) -> Result<Option<(PathBuf, String)>, ConfigError> {
    let path = file.unwrap_or(Path::new(DEFAULT_FILE)).to_owned();
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == ErrorKind::NotFound && file.is_none() => {
            if environment_suffices {
                Ok(None)
            } else {
                Err(ConfigError::Absent)
            }
        }
        Err(source) => Err(ConfigError::Unreadable { path, source }),
    }
}

fn parse(path: &Path, text: &str) -> Result<Settings, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let found = diagnosis::of(text, error.span(), error.message());
        ConfigError::Wrong { path: path.to_owned(), line: found.line, problem: found.problem }
    })
}

/// The key of `INNKEEPER_BOOTSTRAP_KEY`, if it is set.
///
/// # Errors
/// Where it is set to nothing.
pub(crate) fn bootstrap_key() -> Result<Option<Secret>, ConfigError> {
    let Some(value) = std::env::var_os(BOOTSTRAP_KEY) else { return Ok(None) };
    let wrong = |problem: &str| ConfigError::WrongVariable {
        name: BOOTSTRAP_KEY.to_owned(),
        problem: problem.to_owned(),
    };
    let text = value.into_string().map_err(|_| wrong("is not text"))?;
    let key = text.trim();
    if key.is_empty() {
        return Err(wrong("is empty: unset it, or give it a long random value"));
    }
    if key.len() < SHORT_KEY {
        tracing::warn!("{BOOTSTRAP_KEY} has fewer than {SHORT_KEY} characters; it can be guessed");
    }
    Ok(Some(Secret::new(key.to_owned())))
}

impl Config {
    /// What the host is called from outside, if it listens at `address`.
    ///
    /// # Errors
    /// Where the address makes no URL.
    pub(crate) fn public_url(&self, address: SocketAddr) -> Result<Url, ConfigError> {
        if let Some(url) = &self.settings.server.public_url {
            return Ok(url.clone());
        }
        if address.ip().is_unspecified() {
            tracing::warn!(
                "server.public_url is not set, and browsers cannot go to {address}: set it, or no link works"
            );
        }
        Url::parse(&format!("http://{address}")).map_err(|error| ConfigError::WrongVariable {
            name: "server.public_url".to_owned(),
            problem: format!("cannot be made of {address} ({error}): set it"),
        })
    }
}

/// The known name that is most like `name`, if one is like it at all.
fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Jaro-Winkler, from 0 to 1.
    const ALIKE: f64 = 0.8;

    let scored = known.into_iter().map(|known| (strsim::jaro_winkler(known, name), known));
    scored
        .filter(|(score, _)| *score >= ALIKE)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, known)| known)
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean {name}?")).unwrap_or_default()
}

#[cfg(test)]
mod tests;
