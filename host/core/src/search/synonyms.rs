//! What the field calls what: data, in `synonyms.tsv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::words;

const TABLE: &str = include_str!("synonyms.tsv");

/// Words of the longest phrase of the table.
const LONGEST: usize = 3;

/// Meanings by what is said; both as words without endings.
static MEANINGS: LazyLock<BTreeMap<Vec<String>, Vec<Vec<String>>>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| line.split_once('\t'));
    entries.map(|(said, meant)| (words::of(said), meant.split('|').map(words::of).collect())).collect()
});

/// What stands at the beginning of a query: how many words belong together, and what they may mean besides themselves.
pub(super) fn at_start(query: &[String]) -> (usize, &'static [Vec<String>]) {
    for length in (1..=LONGEST.min(query.len())).rev() {
        if let Some(meanings) = query.get(..length).and_then(|said| MEANINGS.get(said)) {
            return (length, meanings);
        }
    }
    (1, &[])
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
    fn the_longest_phrase_counts() {
        let (length, meanings) = at_start(&words::of("env vars of a repo"));
        assert_eq!((length, meanings), (2, &[words::of("variable")][..]));
    }
}
