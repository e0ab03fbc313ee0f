//! The words of all tools, and how well a query fits each.

use std::collections::BTreeMap;

use innkeeper_runtime::Tool;

use super::{synonyms, words};

/// Words of a query that are looked at.
const MOST_WORDS: usize = 32;
/// How soon more of a word stops counting for more (BM25's k1).
const SATURATION: f64 = 1.2;
/// What a synonym, the beginning of a word and a slip of the keyboard count for.
const SYNONYM: f64 = 0.85;
const LATER_SYNONYM: f64 = 0.6;
const BEGINNING: f64 = 0.6;
const SLIP: f64 = 0.5;
/// Tools that fit less than this part of the best are no answers.
const FLOOR: f64 = 0.3;

/// A field of a tool: its weight, and how much its length counts against it (BM25's b).
const FIELDS: [(f64, f64); 5] = [NAME, TITLE, DESCRIPTION, TOOLSET, INPUTS];
const NAME: (f64, f64) = (4.0, 0.6);
const TITLE: (f64, f64) = (3.0, 0.6);
const DESCRIPTION: (f64, f64) = (0.8, 0.7);
const TOOLSET: (f64, f64) = (0.5, 0.0);
const INPUTS: (f64, f64) = (0.4, 0.5);

/// The words of a catalogue's tools.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// By word: the tools that have it, by number, and how much of it.
    postings: BTreeMap<String, Vec<(usize, f64)>>,
    tools: usize,
}

/// What a part of a query may mean, and what each meaning counts for.
type Meanings = Vec<(f64, Vec<String>)>;

impl Index {
    /// The index of tools; their numbers are their places here.
    pub(crate) fn of<'a>(tools: impl Iterator<Item = &'a Tool>) -> Self {
        let documents: Vec<[Vec<String>; 5]> = tools.map(fields).collect();
        let mut averages = [0.0; 5];
        for (field, average) in averages.iter_mut().enumerate() {
            let total: usize = documents.iter().map(|document| document[field].len()).sum();
            *average = (count(total) / count(documents.len().max(1))).max(1.0);
        }
        let mut postings: BTreeMap<String, Vec<(usize, f64)>> = BTreeMap::new();
        for (number, document) in documents.iter().enumerate() {
            for (word, amount) in amounts(document, &averages) {
                postings.entry(word).or_default().push((number, amount));
            }
        }
        Self { postings, tools: documents.len() }
    }

    /// The tools that fit a query, with how well they do: the best first, equals by number.
    pub(crate) fn rank(&self, query: &str) -> Vec<(usize, f64)> {
        let mut scores = vec![0.0; self.tools];
        let mut met = vec![0.0; self.tools];
        let parts = self.parts(&words::of_query(query, MOST_WORDS));
        for meanings in &parts {
            for (number, score) in self.best(meanings).into_iter().enumerate() {
                scores[number] += score;
                met[number] += f64::from(u8::from(score > 0.0));
            }
        }
        let whole = count(parts.len().max(1));
        let covered = scores.iter().zip(&met).map(|(score, met)| score * (0.4 + 0.6 * met / whole));
        let mut ranked: Vec<(usize, f64)> = covered.enumerate().filter(|(_, score)| *score > 0.0).collect();
        ranked.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        ranked
    }

    /// Of a ranking, what is near enough to the best to be an answer.
    pub(crate) fn answers<T>(ranked: Vec<(T, f64)>) -> impl Iterator<Item = T> {
        let floor = ranked.first().map_or(0.0, |(_, best)| best * FLOOR);
        ranked.into_iter().take_while(move |(_, score)| *score >= floor).map(|(tool, _)| tool)
    }

    /// The parts of a query, each with its meanings.
    fn parts(&self, query: &[words::Said]) -> Vec<Meanings> {
        let (mut parts, mut rest) = (Vec::new(), query);
        while let Some(start) = synonyms::at_start(rest) {
            let is_telling = start.length > 1 || rest.first().is_some_and(|word| word.is_telling);
            rest = rest.get(start.length..).unwrap_or_default();
            if !is_telling {
                continue;
            }
            let (said, others) = (start.said, start.meanings);
            let mut meanings: Meanings = vec![(1.0, said.clone())];
            let weight = |place: usize| if place == 0 { SYNONYM } else { LATER_SYNONYM };
            meanings.extend(others.iter().enumerate().map(|(at, meant)| (weight(at), meant.clone())));
            if let [word] = said.as_slice()
                && others.is_empty()
                && !self.postings.contains_key(word)
            {
                meanings.extend(self.near(word));
            }
            parts.push(meanings);
        }
        parts
    }

    /// Words of the catalogue that a word may be the beginning of, or a slip for.
    fn near(&self, word: &str) -> Meanings {
        let begins = word.chars().count() >= 3;
        let slips = match word.chars().count() {
            0..=3 => 0,
            4..=7 => 1,
            _ => 2,
        };
        let known = self.postings.keys();
        let found = known.filter_map(|known| {
            let weight = if begins && known.starts_with(word) {
                BEGINNING
            } else if slips > 0
                && known.len().abs_diff(word.len()) <= slips
                && strsim::damerau_levenshtein(known, word) <= slips
            {
                SLIP
            } else {
                return None;
            };
            Some((weight, vec![known.clone()]))
        });
        found.collect()
    }

    /// What each tool gets for a part of a query: the most that one of its meanings gives.
    fn best(&self, meanings: &Meanings) -> Vec<f64> {
        let mut best = vec![0.0_f64; self.tools];
        for (weight, meant) in meanings {
            let mut scores = vec![0.0; self.tools];
            for word in meant {
                let Some(found) = self.postings.get(word) else { continue };
                let rarity = rarity(self.tools, found.len());
                for &(number, amount) in found {
                    scores[number] += rarity * amount / (SATURATION + amount);
                }
            }
            for (best, score) in best.iter_mut().zip(scores) {
                *best = best.max(weight * score / count(meant.len().max(1)).sqrt());
            }
        }
        best
    }
}

/// How telling a word is that so many of the tools have (BM25's idf).
fn rarity(tools: usize, with: usize) -> f64 {
    ((count(tools) - count(with) + 0.5) / (count(with) + 0.5)).ln_1p()
}

fn fields(tool: &Tool) -> [Vec<String>; 5] {
    let inputs = tool.input_schema.get("properties").and_then(serde_json::Value::as_object);
    let inputs = inputs.into_iter().flatten().flat_map(|(name, _)| words::of(name)).collect();
    [
        words::of(tool.name()),
        words::of(&tool.title),
        words::of(&tool.description),
        words::of(&tool.policy.toolset),
        inputs,
    ]
}

/// How much of each word a tool has, over its fields.
fn amounts(document: &[Vec<String>; 5], averages: &[f64; 5]) -> BTreeMap<String, f64> {
    let mut amounts = BTreeMap::new();
    for ((words, (weight, by_length)), average) in document.iter().zip(FIELDS).zip(averages) {
        let norm = 1.0 - by_length + by_length * count(words.len()) / average;
        for word in words {
            *amounts.entry(word.clone()).or_default() += weight / norm;
        }
    }
    amounts
}

#[expect(clippy::cast_precision_loss, reason = "counts of words and tools")]
fn count(number: usize) -> f64 {
    number as f64
}
