//! Lists whose entries are numbered from one.

/// Some things, and how many there have been: a number is never given twice, so that ids and UUIDs made from it stay
/// unique when something is deleted.
#[derive(Clone)]
pub(crate) struct Numbered<T> {
    pub(crate) all: Vec<T>,
    last: u64,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { all: Vec::new(), last: 0 }
    }
}

impl<T> Numbered<T> {
    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}
