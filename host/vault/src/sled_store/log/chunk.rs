//! Entries that are stored in one value of sled.
//!
//! The key is the last entry's sequence, so that the first key from a sequence on has the entry of that sequence in it.
//! An entry that is alone is the value as it is. Where there are several, their number stands in the key behind the
//! sequence, and each of them in the value behind its length.

use sled::IVec;

use crate::store::Sequence;

/// Bytes of a value, unless a single entry is larger. sled writes a leaf of its tree as a whole, 17 values at most, and puts
/// one that is larger than 128 KiB (a quarter of a segment) into a file of its own, each time anew.
const MOST_BYTES: usize = 7 << 10;
/// Bytes of a sequence in a key.
const SEQUENCE: usize = size_of::<u64>();
/// Bytes of a number of entries, and of a length.
const NUMBER: usize = size_of::<u32>();

/// Entries as they are stored.
pub(super) struct Written {
    pub(super) key: Vec<u8>,
    pub(super) value: Vec<u8>,
    /// The last of them.
    pub(super) last: Sequence,
    /// How many they are.
    pub(super) count: usize,
}

/// Entries as they are read.
pub(super) struct Chunk<'a> {
    /// The first of them.
    pub(super) first: Sequence,
    entries: Vec<&'a [u8]>,
}

/// Writes as many of the entries as fit into one value; nothing where there are none. `first` is the first one's sequence.
pub(super) fn write(first: Sequence, entries: &[Vec<u8>]) -> Option<Written> {
    let alone = entries.first()?;
    let mut bytes = 0;
    let fits = |entry: &&Vec<u8>| {
        bytes += NUMBER + entry.len();
        bytes <= MOST_BYTES
    };
    let count = entries.iter().take_while(fits).count().max(1);
    let last = Sequence::new(first.get().saturating_add(count as u64 - 1));
    let mut key = from(last).to_vec();
    if count == 1 {
        return Some(Written { key, value: alone.clone(), last, count });
    }
    key.extend(number(count));
    let mut value = Vec::with_capacity(MOST_BYTES);
    for entry in entries.iter().take(count) {
        value.extend(number(entry.len()));
        value.extend_from_slice(entry);
    }
    Some(Written { key, value, last, count })
}

/// Where to look for the entry of a sequence: the first key that is not less.
pub(super) fn from(sequence: Sequence) -> [u8; SEQUENCE] {
    sequence.get().to_be_bytes()
}

/// The last entry of the value under a key; nothing where it is no key of a log.
pub(super) fn last(key: &[u8]) -> Option<Sequence> {
    Some(parts(key)?.0)
}

impl<'a> Chunk<'a> {
    /// Nothing where key and value do not belong together.
    pub(super) fn read(key: &IVec, value: &'a IVec) -> Option<Self> {
        let (last, count) = parts(key)?;
        let entries = match count {
            None => vec![&value[..]],
            Some(count) => split(value).filter(|entries| entries.len() == count)?,
        };
        let first = last.get().checked_sub(entries.len().checked_sub(1)? as u64)?;
        Some(Self { first: Sequence::new(first), entries })
    }

    /// The entries by their sequences.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Sequence, &'a [u8])> {
        (self.first.get()..).map(Sequence::new).zip(self.entries.iter().copied())
    }
}

/// The sequence and the number of entries, where there are several.
fn parts(key: &[u8]) -> Option<(Sequence, Option<usize>)> {
    let (sequence, rest) = key.split_first_chunk::<SEQUENCE>()?;
    let sequence = Sequence::new(u64::from_be_bytes(*sequence));
    match rest {
        [] => Some((sequence, None)),
        rest => Some((sequence, Some(read_number(rest.try_into().ok()?)?))),
    }
}

/// Takes a value of several entries apart.
fn split(mut value: &[u8]) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::new();
    while !value.is_empty() {
        let (length, rest) = value.split_first_chunk::<NUMBER>()?;
        let (entry, rest) = rest.split_at_checked(read_number(*length)?)?;
        entries.push(entry);
        value = rest;
    }
    Some(entries)
}

/// A number within [`MOST_BYTES`].
fn number(number: usize) -> [u8; NUMBER] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

fn read_number(bytes: [u8; NUMBER]) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(bytes)).ok()
}
