//! Which of the files that went away came back under another name.

use std::collections::BTreeMap;

use super::{Entry, File};

/// Beyond this many pairs only identical files are looked for; git has such a limit, too.
const MOST_PAIRS: usize = 40_000;

/// A file has moved if at least this share of it, in percent, is where it went: git's own default.
const ENOUGH: u8 = 50;

/// What a file became: its place among those that went away, among those that came, and how alike they are, in
/// percent.
pub(super) struct Pair {
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) similarity: u8,
}

/// Pairs those that are most alike first; of equals, those that kept their name, then in the order of the paths.
pub(super) fn pairs(removed: &[Entry], added: &[Entry]) -> Vec<Pair> {
    let mut candidates = candidates(removed, added);
    let moved = |pair: &Pair| name(&removed[pair.old].path) != name(&added[pair.new].path);
    candidates.sort_by_key(|pair| (100 - pair.similarity, moved(pair), pair.old, pair.new));
    let (mut gone, mut come) = (vec![false; removed.len()], vec![false; added.len()]);
    candidates.retain(|pair| {
        let free = !gone[pair.old] && !come[pair.new];
        (gone[pair.old], come[pair.new]) = (gone[pair.old] || free, come[pair.new] || free);
        free
    });
    candidates
}

fn candidates(removed: &[Entry], added: &[Entry]) -> Vec<Pair> {
    let only_identical = removed.len() * added.len() > MOST_PAIRS;
    let mut found = Vec::new();
    for (old, before) in removed.iter().enumerate() {
        let lines = lines(&before.file);
        for (new, after) in added.iter().enumerate() {
            let similarity = match before.file.bytes() == after.file.bytes() {
                true => 100,
                false if only_identical => 0,
                false => similarity(&before.file, &lines, &after.file),
            };
            if similarity >= ENOUGH {
                found.push(Pair { old, new, similarity });
            }
        }
    }
    found
}

/// How much of the longer file consists of lines that both have, in percent; 100 is left to identical ones.
fn similarity(old: &File, old_lines: &BTreeMap<&[u8], usize>, new: &File) -> u8 {
    let longest = old.bytes().len().max(new.bytes().len());
    // Too different in size to have enough in common, whatever is in them.
    if old.bytes().len().min(new.bytes().len()) * 100 < longest * usize::from(ENOUGH) {
        return 0;
    }
    let kept =
        |(line, count): (&&[u8], &usize)| line.len() * old_lines.get(line).map_or(0, |old| *old.min(count));
    let common: usize = lines(new).iter().map(kept).sum();
    u8::try_from(common * 100 / longest).unwrap_or(99).min(99)
}

/// Every line and how often it is there.
fn lines(file: &File) -> BTreeMap<&[u8], usize> {
    let mut counts = BTreeMap::new();
    for line in file.bytes().split_inclusive(|&byte| byte == b'\n') {
        *counts.entry(line).or_default() += 1;
    }
    counts
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
