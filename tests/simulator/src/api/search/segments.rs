//! Where in a text the words of a search are, in Bitbucket's shape: lines, cut into segments that match or do not.

use std::ops::Range;

use serde_json::{Value, json};

/// Lines shown before and after one that matches.
const CONTEXT: usize = 1;

/// How many lines match, and the blocks of lines around them.
pub(super) fn content_matches(text: &str, words: &[String]) -> (usize, Vec<Value>) {
    let lines: Vec<&str> = text.lines().collect();
    let matching: Vec<usize> =
        (0..lines.len()).filter(|&place| !occurrences(lines[place], words).is_empty()).collect();
    let blocks = blocks(&matching, lines.len());
    let show = |block: Range<usize>| {
        let shown =
            block.map(|place| json!({ "line": place + 1, "segments": segments(lines[place], words) }));
        json!({ "lines": shown.collect::<Vec<Value>>() })
    };
    (matching.len(), blocks.into_iter().map(show).collect())
}

/// The matching lines with their context; blocks that touch become one.
fn blocks(matching: &[usize], total: usize) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    for &place in matching {
        let (start, end) = (place.saturating_sub(CONTEXT), (place + CONTEXT + 1).min(total));
        match blocks.last_mut() {
            Some(block) if block.end >= start => block.end = end,
            _ => blocks.push(start..end),
        }
    }
    blocks
}

/// The text in pieces; those that match say so.
pub(super) fn segments(text: &str, words: &[String]) -> Vec<Value> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for Range { start, end } in occurrences(text, words) {
        if start > done {
            pieces.push(json!({ "text": text[done..start] }));
        }
        pieces.push(json!({ "text": text[start..end], "match": true }));
        done = end;
    }
    if done < text.len() {
        pieces.push(json!({ "text": text[done..] }));
    }
    pieces
}

/// Where any of the words stands, from left to right, without overlaps. Letters beyond ASCII match only in their own
/// case, so that every place is a place in the text as written.
fn occurrences(text: &str, words: &[String]) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<Range<usize>> = words
        .iter()
        .flat_map(|word| lower.match_indices(word.as_str()).map(|(start, word)| start..start + word.len()))
        .collect();
    found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        if apart.last().is_none_or(|last| last.end <= range.start) {
            apart.push(range);
        }
    }
    apart
}
