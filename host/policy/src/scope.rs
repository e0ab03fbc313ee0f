//! OAuth scopes: what a grant covers, also by implication.

#[cfg(test)]
mod tests;

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet, btree_set};
use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One OAuth scope, such as `pullrequest:write`. Compared letter for letter (RFC 6749 §3.3); a text that no provider
/// would issue is a scope that nobody has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct Scope(String);

impl Scope {
    /// A scope of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The scope's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Scope {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for Scope {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl Borrow<str> for Scope {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A set of scopes, in alphabetical order. As text they are joined by spaces, as JSON they are an array.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = BTreeSet<String>)]
pub struct ScopeSet(BTreeSet<Scope>);

impl ScopeSet {
    /// No scopes.
    pub const fn new() -> Self {
        Self(BTreeSet::new())
    }

    /// Reads the `scope` of a token reply: separated by spaces (RFC 6749 §3.3) or, at some providers, commas.
    pub fn parse_list(text: &str) -> Self {
        text.split([' ', ',']).filter(|name| !name.is_empty()).collect()
    }

    /// Whether the set names this scope itself. [`Implications`] knows what it covers beyond that.
    pub fn contains<Q: Ord + ?Sized>(&self, scope: &Q) -> bool
    where
        Scope: Borrow<Q>,
    {
        self.0.contains(scope)
    }

    /// Adds a scope; false where it was there already.
    pub fn insert(&mut self, scope: Scope) -> bool {
        self.0.insert(scope)
    }

    /// The scopes, in alphabetical order.
    pub fn iter(&self) -> btree_set::Iter<'_, Scope> {
        self.0.iter()
    }

    /// How many scopes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<S: Into<Scope>> FromIterator<S> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = S>>(scopes: I) -> Self {
        Self(scopes.into_iter().map(Into::into).collect())
    }
}

impl IntoIterator for ScopeSet {
    type Item = Scope;
    type IntoIter = btree_set::IntoIter<Scope>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a ScopeSet {
    type Item = &'a Scope;
    type IntoIter = btree_set::Iter<'a, Scope>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { " " };
            write!(f, "{separator}{scope}")?;
        }
        Ok(())
    }
}

/// Which scopes a provider grants along with others: `pullrequest:write` brings `pullrequest`, and that `repository`.
///
/// Built once per provider and followed to the end then, so that asking costs no allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Implications(BTreeMap<Scope, ScopeSet>);

impl Implications {
    /// From what each scope implies directly. A scope may be listed twice, and may imply itself by a detour.
    pub fn new(direct: impl IntoIterator<Item = (Scope, ScopeSet)>) -> Self {
        let mut edges = BTreeMap::<Scope, ScopeSet>::new();
        for (scope, implied) in direct {
            edges.entry(scope).or_default().0.extend(implied);
        }
        Self(edges.keys().map(|scope| (scope.clone(), reachable(scope, &edges))).collect())
    }

    /// The granted scopes and all that they imply.
    pub fn closure(&self, granted: &ScopeSet) -> ScopeSet {
        let implied = granted.iter().filter_map(|scope| self.0.get(scope)).flatten();
        granted.iter().chain(implied).cloned().collect()
    }

    /// The needed scopes that the granted ones do not cover. Empty: they cover all. Allocates only to name what is
    /// missing.
    pub fn missing(&self, needed: &ScopeSet, granted: &ScopeSet) -> ScopeSet {
        needed.iter().filter(|scope| !self.covers(granted, scope)).cloned().collect()
    }

    fn covers(&self, granted: &ScopeSet, needed: &Scope) -> bool {
        let implies = |held: &Scope| self.0.get(held).is_some_and(|implied| implied.contains(needed));
        granted.contains(needed) || granted.iter().any(implies)
    }
}

/// Everything that `scope` leads to. Each scope is followed once, so a cycle ends.
fn reachable(scope: &Scope, edges: &BTreeMap<Scope, ScopeSet>) -> ScopeSet {
    let mut found = ScopeSet::new();
    let mut pending = vec![scope];
    while let Some(next) = pending.pop() {
        for implied in edges.get(next).into_iter().flatten() {
            if found.insert(implied.clone()) {
                pending.push(implied);
            }
        }
    }
    found
}
