//! Finding tools by what somebody wants to do.
//!
//! A query is words as people and models say them: "ci logs", "who approved". They are brought to the words of the
//! catalogue ([`words`], and a table of what the field calls what, [`synonyms`]) and compared with each tool by BM25 over
//! its fields (Robertson and Zaragoza, "The Probabilistic Relevance Framework", §3.6): a word in the name counts more than
//! one in the description. Words need not all be there. The order is the same for the same catalogue, and equals stand by
//! name.

mod index;
mod synonyms;
mod words;

pub(crate) use index::Index;

use crate::problem::{Problem, Result};

/// Bytes of a query. Longer ones are no questions.
const LONGEST: usize = 1_000;

/// Refuses a query that is none.
///
/// # Errors
/// `BAD_INPUT` for one that is too long.
pub(crate) fn check(query: &str) -> Result<()> {
    if query.len() <= LONGEST {
        return Ok(());
    }
    let said = format!("is {} bytes long, and {LONGEST} is the most: a few words find a tool", query.len());
    Err(Problem::bad_field("/q", said))
}
