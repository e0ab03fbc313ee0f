//! Variables: what runs are given, by a request, a repository, a workspace or an environment.

use super::{Entry, Register};

/// A name and its value.
#[derive(Clone)]
pub(crate) struct Variable {
    pub(crate) key: String,
    pub(crate) value: String,
    /// The value is never shown again.
    pub(crate) secured: bool,
}

/// Variables that somebody keeps. No two have the same key.
#[derive(Clone, Default)]
pub(crate) struct Variables(Register<Variable>);

/// Another variable has the key.
#[derive(Debug)]
pub(crate) struct Taken;

impl Variables {
    /// All there are.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry<Variable>> {
        self.0.iter()
    }

    /// The one under a braced UUID.
    pub(crate) fn find(&self, uuid: &str) -> Option<&Entry<Variable>> {
        self.0.find(uuid)
    }

    /// Adds one; `owner` is whose they are.
    pub(crate) fn add(&mut self, owner: &str, variable: Variable) -> Result<Entry<Variable>, Taken> {
        if self.0.iter().any(|known| known.value.key == variable.key) {
            return Err(Taken);
        }
        Ok(self.0.add(&format!("variable {owner}"), variable))
    }

    /// Puts another in the place of one; nothing where there is none.
    pub(crate) fn replace(
        &mut self,
        uuid: &str,
        variable: Variable,
    ) -> Result<Option<Entry<Variable>>, Taken> {
        let taken = |known: &Entry<Variable>| known.value.key == variable.key && !known.uuid.is_written(uuid);
        if self.0.iter().any(taken) {
            return Err(Taken);
        }
        let Some(entry) = self.0.find_mut(uuid) else { return Ok(None) };
        entry.value = variable;
        Ok(Some(entry.clone()))
    }

    /// Takes one away; nothing where there is none.
    pub(crate) fn remove(&mut self, uuid: &str) -> Option<Entry<Variable>> {
        self.0.remove(uuid)
    }
}
