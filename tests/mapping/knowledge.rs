//! What neither schemas nor tables say about inputs, and the test has to know to call a tool sensibly. Every line has its
//! reason; what turns out wrong fails.
//!
//! - [`company`]: which inputs go together, and which do not;
//! - [`written`]: how an input is written into a request, where the tables leave that to the tool.

mod company;
mod written;

use std::collections::BTreeSet;

pub(crate) use company::{adapted, company, stands_alone};
pub(crate) use written::{Written, knows, written};

/// Reads on from a link of the provider.
pub(crate) const NEXT: &str = "next";

/// Any tool.
const ANY: &str = "*";

/// Tools and inputs that something is known of.
pub(crate) fn subjects() -> BTreeSet<(&'static str, &'static str)> {
    company::subjects().chain(written::subjects()).collect()
}

/// Whether a line is for a tool.
pub(crate) fn is(of: &str, tool: &str) -> bool {
    of == ANY || of == tool
}
