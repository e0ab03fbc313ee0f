//! What the field calls what: data, in `synonyms.tsv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::words::{self, Said};

const TABLE: &str = include_str!("synonyms.tsv");

/// Words of the longest phrase of the table.
const LONGEST: usize = 3;

/// Meanings by what is said; both as words without endings.
static MEANINGS: LazyLock<BTreeMap<Vec<String>, Vec<Vec<String>>>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| line.split_once('\t'));
    entries.map(|(said, meant)| (words::of(said), meant.split('|').map(words::of).collect())).collect()
});

/// What stands at the beginning of a query.
pub(super) struct Start {
    /// How many words of the query it is.
    pub(super) length: usize,
    /// Its words.
    pub(super) said: Vec<String>,
    /// What they may mean besides themselves.
    pub(super) meanings: &'static [Vec<String>],
}

/// What stands at the beginning of a query: the longest phrase of the table, with or without the words that say nothing,
/// or else one word.
pub(super) fn at_start(query: &[Said]) -> Option<Start> {
    let first = query.first()?;
    for length in (2..=LONGEST).rev() {
        let whole = query.iter().enumerate().take(length);
        let telling = query.iter().enumerate().filter(|(_, word)| word.is_telling).take(length);
        let found = phrase(whole, length);
        let found = found.or_else(|| first.is_telling.then(|| phrase(telling, length)).flatten());
        if found.is_some() {
            return found;
        }
    }
    let said = vec![first.stem.clone()];
    let meanings = MEANINGS.get(&said).map(Vec::as_slice).unwrap_or_default();
    Some(Start { length: 1, said, meanings })
}

/// These words as a phrase of the table.
fn phrase<'a>(words: impl Iterator<Item = (usize, &'a Said)>, wanted: usize) -> Option<Start> {
    let (places, said): (Vec<usize>, Vec<String>) = words.map(|(at, word)| (at, word.stem.clone())).unzip();
    let meanings = MEANINGS.get(&said).filter(|_| said.len() == wanted)?;
    Some(Start { length: places.last()? + 1, said, meanings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_an_entry() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        let mut said = Vec::new();
        for line in lines {
            let (key, meant) = line.split_once('\t').unwrap_or_else(|| panic!("no meaning: {line}"));
            let key = words::of(key);
            assert!((1..=LONGEST).contains(&key.len()), "{line}");
            assert!(meant.split('|').all(|one| !words::of(one).is_empty()), "{line}");
            assert!(!said.contains(&key), "said twice: {line}");
            said.push(key);
        }
    }

    #[test]
    fn the_longest_phrase_counts_with_what_stands_between() {
        let start = |text: &str| {
            let start = at_start(&words::of_query(text, 9)).unwrap();
            (start.length, start.said.len(), start.meanings.first().cloned())
        };
        assert_eq!(start("env vars of a repo"), (2, 2, Some(words::of("variable"))));
        assert_eq!(start("who am i"), (3, 3, Some(words::of("account profile user"))));
        assert_eq!(start("report a bug now"), (3, 2, Some(words::of("create issue"))));
        assert_eq!(start("branch"), (1, 1, None));
    }
}
