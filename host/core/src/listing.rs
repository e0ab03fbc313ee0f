//! Pages of listings: every list that can grow comes in pages, in the order of a name that stays.
//!
//! A cursor is the name of the last entry that the caller has. What is added or removed between two pages shifts nothing:
//! the next page begins after that name.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::problem::{Problem, Result};

/// Entries of a page, unless it says otherwise, and at most.
const PAGE: usize = 100;
const LARGEST_PAGE: usize = 1_000;

/// Which page of a listing.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Entries at most: 100 unless said otherwise, from 1 to 1,000.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<usize>,
}

/// How many entries a page is to have.
pub(crate) fn page_size(asked: Option<usize>) -> Result<usize> {
    check_limit(asked)?;
    Ok(asked.unwrap_or(PAGE))
}

/// Lets a page's limit through, and none.
///
/// # Errors
/// `BAD_INPUT` for a page of nothing or of too much.
pub fn check_limit(asked: Option<usize>) -> Result<()> {
    if asked.is_none_or(|limit| (1..=LARGEST_PAGE).contains(&limit)) {
        Ok(())
    } else {
        Err(Problem::bad_field("/limit", format!("must be from 1 to {LARGEST_PAGE}")))
    }
}

/// Cuts what was read to a page. One entry more was asked for than a page has: if it came, there is a next page.
pub(crate) fn cut<T>(
    mut found: Vec<T>,
    limit: usize,
    name: impl Fn(&T) -> String,
) -> (Vec<T>, Option<String>) {
    let is_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| is_more).map(name);
    (found, next)
}

/// The page of a list that is in memory anyway, in the order of its names.
pub(crate) fn page_of<T>(
    all: impl IntoIterator<Item = T>,
    query: &PageQuery,
    name: impl Fn(&T) -> &str,
) -> Result<(Vec<T>, Option<String>)> {
    let limit = page_size(query.limit)?;
    let mut all: Vec<T> = all.into_iter().collect();
    all.sort_by(|left, right| name(left).cmp(name(right)));
    let after = |entry: &T| query.cursor.as_deref().is_none_or(|cursor| name(entry) > cursor);
    let found = all.into_iter().filter(after).take(limit.saturating_add(1)).collect();
    Ok(cut(found, limit, |entry| name(entry).to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pages(all: &[String], limit: usize) -> Vec<Vec<String>> {
        let (mut pages, mut cursor) = (Vec::new(), None);
        loop {
            let query = PageQuery { cursor, limit: Some(limit) };
            let (page, next) = page_of(all.to_vec(), &query, |name| name.as_str()).unwrap();
            pages.push(page);
            match next {
                Some(next) => cursor = Some(next),
                None => return pages,
            }
        }
    }

    proptest! {
        #[test]
        fn pages_together_are_the_list(
            names in prop::collection::btree_set("[a-z]{1,6}", 0..40),
            limit in 1_usize..12,
        ) {
            let all: Vec<String> = names.into_iter().collect();
            let pages = pages(&all, limit);
            prop_assert!(pages.iter().rev().skip(1).all(|page| page.len() == limit));
            prop_assert!(all.is_empty() || pages.iter().all(|page| !page.is_empty()));
            prop_assert_eq!(pages.concat(), all);
        }
    }

    #[test]
    fn a_page_of_nothing_or_of_too_much_is_refused() {
        for limit in [0, 1_001, usize::MAX] {
            assert!(
                page_of(vec![String::new()], &PageQuery { cursor: None, limit: Some(limit) }, |it| it)
                    .is_err()
            );
        }
    }
}
