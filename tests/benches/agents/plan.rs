//! How long to measure what, from the command line.

use std::path::PathBuf;
use std::time::Duration;

pub(crate) struct Plan {
    pub(crate) json: bool,
    /// Times that each server has its turn.
    pub(crate) rounds: u32,
    /// How long a turn is.
    pub(crate) round: Duration,
    pub(crate) warm_up: Duration,
    /// Only ways in whose name has this in it, with what they are compared to.
    pub(crate) only: Option<String>,
    /// Another build of this program, which the host is taken from: to hold two builds against each other.
    pub(crate) host: Option<PathBuf>,
}

impl Plan {
    /// `--json`, `--rounds 3`, `--seconds 4`, `--only invoke`, `--host PROGRAM`; cargo adds `--bench`.
    pub(crate) fn of(words: &[String]) -> Self {
        let mut plan = Self {
            json: false,
            rounds: 3,
            round: Duration::from_secs(4),
            warm_up: Duration::from_secs(1),
            only: None,
            host: None,
        };
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let mut value = || words.next().unwrap_or_else(|| panic!("{word} needs a value"));
            match word {
                "--bench" => {}
                "--json" => plan.json = true,
                "--rounds" => plan.rounds = value().parse().unwrap(),
                "--seconds" => plan.round = Duration::from_secs_f64(value().parse().unwrap()),
                "--only" => plan.only = Some(value().to_owned()),
                "--host" => plan.host = Some(value().into()),
                other => panic!("{other} is no option; see `Plan::of`"),
            }
        }
        plan
    }
}
