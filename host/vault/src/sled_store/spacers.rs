//! Empty entries beside each record, so that reading one does not mean reading a dozen.
//!
//! sled splits a leaf of its tree when it has more than 16 entries, however large they are, and reads, rewrites and evicts
//! leaves as a whole: with records of 6 kB that is 70 kB for one, and a cache that counts in such steps holds several times
//! what it was told to. With spacers a leaf has two or three records.

/// Entries beside each record. Measured: with 3, a read from the disk takes half the time; with 7, hardly less than that.
const SPACERS: u8 = 3;
/// No text has this byte, so no record has such a key.
const MARK: u8 = u8::MAX;

/// The keys of the spacers of a record. They sort behind it.
pub(super) fn of(key: &str) -> impl Iterator<Item = Vec<u8>> {
    (0..SPACERS).map(move |number| [key.as_bytes(), &[MARK, number]].concat())
}

/// Whether an entry of the tree is a spacer.
pub(super) fn is_one(key: &[u8]) -> bool {
    matches!(key, [.., MARK, _])
}
