//! What is measured.

use std::str::FromStr;

use clap::Parser;

use crate::engine::{Engine, Place};

/// The costs of a vault, by the number of its accounts.
#[derive(Parser)]
pub(crate) struct Arguments {
    /// Numbers of accounts: 1k, 100k, 1m.
    #[arg(long, value_delimiter = ',', default_value = "1k")]
    pub(crate) sizes: Vec<Size>,
    /// Stores: sled, postgres.
    #[arg(long, value_delimiter = ',', default_value = "sled,postgres")]
    pub(crate) engines: Vec<Engine>,
    /// `[vault] cache_bytes`.
    #[arg(long, default_value_t = 64 << 20)]
    pub(crate) cache_bytes: u64,
    /// What this process is for, where the benchmark started it itself.
    #[arg(long, hide = true)]
    pub(crate) step: Option<Step>,
    /// Where the vault for it is.
    #[arg(long, hide = true)]
    pub(crate) place: Option<Place>,
    /// What cargo says to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Each has a process of its own.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Step {
    /// Fill a vault.
    Fill,
    /// Open it and measure.
    Measure,
}

/// A number of accounts.
#[derive(Clone, Copy)]
pub(crate) struct Size(pub(crate) usize);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (digits, factor) = match text.to_ascii_lowercase() {
            text if text.ends_with('k') => (text[..text.len() - 1].to_owned(), 1_000),
            text if text.ends_with('m') => (text[..text.len() - 1].to_owned(), 1_000_000),
            text => (text, 1),
        };
        let number: usize = digits.parse().map_err(|_| format!("{text} is no number such as 10k"))?;
        Ok(Self(number * factor))
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            number if number % 1_000_000 == 0 => write!(out, "{} M", number / 1_000_000),
            number if number % 1_000 == 0 => write!(out, "{} k", number / 1_000),
            number => write!(out, "{number}"),
        }
    }
}
