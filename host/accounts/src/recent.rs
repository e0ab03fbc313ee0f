//! What was used lately, as much of it as fits.

use lru::LruCache;

use crate::AccountId;

/// Values by account, at most so many bytes of them: what was not used for the longest time goes first.
pub(crate) struct Recent<V> {
    entries: LruCache<AccountId, Entry<V>>,
    bytes: usize,
    capacity: usize,
}

struct Entry<V> {
    value: V,
    bytes: usize,
}

impl<V> Recent<V> {
    /// Nothing yet, and room for `capacity` bytes.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { entries: LruCache::unbounded(), bytes: 0, capacity }
    }

    /// The account's value, which counts as used now.
    pub(crate) fn get(&mut self, id: &AccountId) -> Option<&V> {
        self.entries.get(id).map(|entry| &entry.value)
    }

    /// The account's value, without counting as a use.
    pub(crate) fn peek(&self, id: &AccountId) -> Option<&V> {
        self.entries.peek(id).map(|entry| &entry.value)
    }

    /// Keeps a value of about so many bytes. Others go until it fits; one that is larger than all the room is not kept.
    pub(crate) fn keep(&mut self, id: &AccountId, value: V, bytes: usize) {
        self.forget(id);
        if bytes > self.capacity {
            return;
        }
        while self.bytes > self.capacity - bytes {
            let Some((_, oldest)) = self.entries.pop_lru() else { break };
            self.bytes -= oldest.bytes;
        }
        self.bytes += bytes;
        self.entries.put(id.clone(), Entry { value, bytes });
    }

    /// Lets the account's value go.
    pub(crate) fn forget(&mut self, id: &AccountId) {
        drop(self.take(id));
    }

    /// The account's value, which is not kept any more.
    pub(crate) fn take(&mut self, id: &AccountId) -> Option<V> {
        let entry = self.entries.pop(id)?;
        self.bytes -= entry.bytes;
        Some(entry.value)
    }
}

#[cfg(test)]
mod tests;
