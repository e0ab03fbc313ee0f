//! The order in which people count: `v9` before `v10`.

use std::cmp::Ordering;

/// A run of digits, or of anything else.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Run<'t> {
    /// Without zeros in front; a longer one is greater.
    Number(usize, &'t [u8]),
    Text(Vec<u8>),
}

/// Which of two names comes first, without regard to case.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    runs(left).cmp(runs(right))
}

fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    let alike = |one: &u8, other: &u8| one.is_ascii_digit() == other.is_ascii_digit();
    text.as_bytes().chunk_by(alike).map(|run| match run.first() {
        Some(first) if first.is_ascii_digit() => {
            let zeros = run.iter().take_while(|&&digit| digit == b'0').count();
            let number = run.get(zeros..).unwrap_or_default();
            Run::Number(number.len(), number)
        }
        _ => Run::Text(run.to_ascii_lowercase()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_within_names_count_as_numbers() {
        let mut names = ["v10", "V9", "v1.10", "v1.9", "release", "v09a", "2"];
        names.sort_by(|one, other| compare(one, other));
        assert_eq!(names, ["2", "release", "v1.9", "v1.10", "V9", "v09a", "v10"]);
    }
}
