//! `fields`: partial responses. A plain name keeps only what is named, `+name` adds something that is not shown by
//! itself, `-name` takes something away. Names are dotted, reach through lists, and may end in `*`.
//!
//! A whitelist that leaves out `next` loses it, as at Bitbucket (facts, trap 19).

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

/// A dotted path, in parts.
type Path = Vec<String>;

/// What a `fields` value asks for.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    only: Vec<Path>,
    add: Vec<Path>,
    remove: Vec<Path>,
}

impl Selection {
    /// Reads a `fields` value. Every text means something: empty parts are left out.
    pub(crate) fn parse(text: &str) -> Self {
        let mut selection = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match part.split_at_checked(1) {
                Some(("+", path)) => selection.add.push(split(path)),
                Some(("-", path)) => selection.remove.push(split(path)),
                _ => selection.only.push(split(part)),
            }
        }
        selection
    }

    /// The selected part of `full`. `hidden` names what is not shown unless asked for.
    pub(crate) fn apply(&self, full: &Value, hidden: &[Path]) -> Value {
        let mut selected = self.shown_first(full, hidden);
        for path in &self.add {
            copy(full, path, &mut selected);
        }
        for path in &self.remove {
            remove(&mut selected, path);
        }
        selected
    }

    fn shown_first(&self, full: &Value, hidden: &[Path]) -> Value {
        if self.only.is_empty() {
            let mut shown = full.clone();
            hidden.iter().for_each(|path| remove(&mut shown, path));
            return shown;
        }
        let mut shown = empty_like(full);
        self.only.iter().for_each(|path| copy(full, path, &mut shown));
        shown
    }
}

/// A dotted path in parts.
pub(crate) fn split(path: &str) -> Path {
    path.split('.').map(str::to_owned).collect()
}

/// Copies what `path` names in `from` to the same place in `to`.
fn copy(from: &Value, path: &[String], to: &mut Value) {
    let Some((name, rest)) = path.split_first().filter(|(name, _)| *name != "*") else {
        *to = from.clone();
        return;
    };
    match (from, to) {
        (Value::Array(from), Value::Array(to)) => {
            for (from, to) in from.iter().zip(to) {
                copy(from, path, to);
            }
        }
        (Value::Object(from), Value::Object(to)) => {
            if let Some(child) = from.get(name) {
                copy(child, rest, to.entry(name.clone()).or_insert_with(|| empty_like(child)));
            }
        }
        _ => {}
    }
}

/// The same kind of value with nothing in it: lists keep their length.
fn empty_like(value: &Value) -> Value {
    match value {
        Value::Object(_) => Value::Object(Map::new()),
        Value::Array(items) => items.iter().map(empty_like).collect(),
        other => other.clone(),
    }
}

/// Takes away what `path` names.
fn remove(value: &mut Value, path: &[String]) {
    let Some((name, rest)) = path.split_first() else { return };
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| remove(item, path)),
        Value::Object(members) if rest.is_empty() && name == "*" => members.clear(),
        Value::Object(members) if rest.is_empty() => {
            members.remove(name);
        }
        Value::Object(members) => {
            if let Some(child) = members.get_mut(name) {
                remove(child, rest);
            }
        }
        _ => {}
    }
}
