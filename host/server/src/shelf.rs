//! What is made of each of the catalogue's tools once, and shared until connectors change.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use innkeeper::{Catalogue, Entry};

/// Something of every tool.
pub(crate) struct Shelf<T> {
    /// Of the catalogue of which generation.
    kept: RwLock<Option<(u64, Kept<T>)>>,
}

/// By the tools' names.
pub(crate) type Kept<T> = Arc<HashMap<String, T>>;

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { kept: RwLock::default() }
    }
}

impl<T> Shelf<T> {
    /// Of the tools of this catalogue; made now, where it is another than last time.
    pub(crate) fn of(&self, catalogue: &Catalogue, make: impl Fn(&Entry) -> T) -> Kept<T> {
        let generation = catalogue.generation();
        if let Some((of, kept)) = &*self.kept.read().unwrap_or_else(PoisonError::into_inner)
            && *of == generation
        {
            return Arc::clone(kept);
        }
        let all = catalogue.iter().map(|entry| (entry.tool.name().to_owned(), make(entry)));
        let made = Arc::new(all.collect::<HashMap<_, _>>());
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some((generation, Arc::clone(&made)));
        made
    }
}
