//! Texts as words that can be compared: lower case, without endings.

/// Words that say nothing about a tool.
const EMPTY: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "can", "did", "do", "does", "for", "from",
    "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "no", "not", "of", "on", "or",
    "please", "so", "such", "than", "that", "the", "their", "them", "then", "there", "this", "to", "up",
    "want", "was", "what", "when", "where", "which", "why", "with", "without", "you",
];

/// The words of a text, in their order.
pub(super) fn of(text: &str) -> Vec<String> {
    let pieces = text.split(|letter: char| !letter.is_alphanumeric());
    pieces.filter(|piece| !piece.is_empty()).map(|piece| stem(&piece.to_lowercase())).collect()
}

/// The words of a query: at most `most`. Those that say nothing about a tool are in no part of it by themselves.
pub(super) fn of_query(text: &str, most: usize) -> Vec<Said> {
    let pieces = text.split(|letter: char| !letter.is_alphanumeric()).filter(|piece| !piece.is_empty());
    let words = pieces.take(most).map(|piece| {
        let word = piece.to_lowercase();
        Said { is_telling: !EMPTY.contains(&word.as_str()), stem: stem(&word) }
    });
    let mut said: Vec<Said> = words.collect();
    if !said.iter().any(|word| word.is_telling) {
        said.iter_mut().for_each(|word| word.is_telling = true);
    }
    said
}

/// A word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) stem: String,
    /// Whether it says something about a tool.
    pub(super) is_telling: bool,
}

/// A word without its ending, so that `branches`, `merging` and `approved` meet `branch`, `merge` and `approve`. What is
/// left need not be a word.
pub(super) fn stem(word: &str) -> String {
    if !word.is_ascii() || word.len() < 4 {
        return word.to_owned();
    }
    let single = without_plural(word);
    let bare = without_tense(&single);
    bare.strip_suffix('e').filter(|rest| rest.len() >= 3).unwrap_or(&bare).to_owned()
}

fn without_plural(word: &str) -> String {
    if let Some(rest) = word.strip_suffix("ies") {
        return format!("{rest}y");
    }
    let doubled = word
        .strip_suffix("es")
        .filter(|rest| rest.ends_with(['s', 'x', 'z']) || rest.ends_with("ch") || rest.ends_with("sh"));
    if let Some(rest) = doubled {
        return rest.to_owned();
    }
    let is_plural = word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    word.strip_suffix('s').filter(|_| is_plural).unwrap_or(word).to_owned()
}

fn without_tense(word: &str) -> String {
    let vowel = |text: &str| text.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let cut = ["ing", "ed"].iter().find_map(|end| word.strip_suffix(end));
    let Some(rest) = cut.filter(|rest| rest.len() >= 3 && vowel(rest)) else { return word.to_owned() };
    let mut letters = rest.chars().rev();
    match (letters.next(), letters.next()) {
        (Some(last), Some(before)) if last == before && !matches!(last, 'l' | 's' | 'f') => {
            rest.chars().take(rest.len() - 1).collect()
        }
        _ => rest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet() {
        for forms in [
            &["branch", "branches"][..],
            &["merge", "merged", "merging", "merges"],
            &["approve", "approved", "approves"],
            &["repository", "repositories"],
            &["status", "statuses"],
            &["run", "running", "runs"],
            &["list", "listing", "listed"],
            &["diff", "diffs", "diffed"],
            &["stop", "stopped", "stopping"],
            &["change", "changes", "changed"],
        ] {
            let stems: Vec<String> = forms.iter().map(|word| stem(word)).collect();
            assert!(stems.iter().all(|one| *one == stems[0]), "{forms:?}: {stems:?}");
        }
    }

    #[test]
    fn different_words_stay_apart() {
        for (one, other) in [("user", "use"), ("issue", "iss"), ("status", "stat"), ("class", "clas")] {
            assert_ne!(stem(one), stem(other));
        }
    }

    #[test]
    fn a_query_of_empty_words_keeps_them() {
        let telling = |text: &str| {
            let said = of_query(text, 9).into_iter().filter(|word| word.is_telling);
            said.map(|word| word.stem).collect::<Vec<_>>()
        };
        assert_eq!(telling("what is the branch"), ["branch"]);
        assert_eq!(telling("is it"), ["is", "it"]);
    }
}
