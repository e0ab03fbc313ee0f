//! Things of one kind, each under a UUID that is never given again.

use super::Uuid;

/// Things in the order in which they were made.
#[derive(Clone)]
pub(crate) struct Register<T> {
    entries: Vec<Entry<T>>,
    /// How many there ever were.
    made: u64,
}

/// One of them.
#[derive(Clone)]
pub(crate) struct Entry<T> {
    pub(crate) uuid: Uuid,
    pub(crate) value: T,
}

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), made: 0 }
    }
}

impl<T> Register<T> {
    /// Adds a thing. `kind` names the register among all others, so that no two give the same UUID.
    pub(crate) fn add(&mut self, kind: &str, value: T) -> Entry<T>
    where
        T: Clone,
    {
        self.made += 1;
        let entry = Entry { uuid: Uuid::named(&format!("{kind} {}", self.made)), value };
        self.entries.push(entry.clone());
        entry
    }

    /// All there are.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry<T>> {
        self.entries.iter()
    }

    /// All there are, to change them.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Entry<T>> {
        self.entries.iter_mut()
    }

    /// The one under a braced UUID.
    pub(crate) fn find(&self, uuid: &str) -> Option<&Entry<T>> {
        self.entries.iter().find(|entry| entry.uuid.is_written(uuid))
    }

    /// The same, to change it.
    pub(crate) fn find_mut(&mut self, uuid: &str) -> Option<&mut Entry<T>> {
        self.entries.iter_mut().find(|entry| entry.uuid.is_written(uuid))
    }

    /// Takes one away; nothing where there is none.
    pub(crate) fn remove(&mut self, uuid: &str) -> Option<Entry<T>> {
        let place = self.entries.iter().position(|entry| entry.uuid.is_written(uuid))?;
        Some(self.entries.remove(place))
    }
}
