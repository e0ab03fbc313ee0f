//! `q`: the part of Bitbucket's query language that clients use. Comparisons of a dotted name with a value (`=`, `!=`,
//! `~`, `!~`, `<`, `<=`, `>`, `>=`) or with several (`IN ("…", "…")`), joined by `AND` and `OR` (`AND` binds tighter),
//! with parentheses.

mod parse;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::Value;

use crate::world::Permission;

/// A condition on one item.
#[derive(Debug, PartialEq)]
pub(crate) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Compare { path: String, operator: Operator, value: Value },
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Different,
    Contains,
    Lacks,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// Why a filter cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FilterError {
    #[error("invalid query: expected {expected} at {found:?}")]
    Syntax { expected: &'static str, found: String },
    #[error("invalid query: unknown field {0:?}")]
    UnknownField(String),
    #[error("invalid query: too deeply nested")]
    TooDeep,
}

impl Filter {
    /// Reads a filter that uses only the `known` names.
    pub(crate) fn parse(text: &str, known: &[&str]) -> Result<Self, FilterError> {
        parse::parse(text, known)
    }

    /// Whether the item fulfils the condition.
    pub(crate) fn matches(&self, item: &Value) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.matches(item)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(item)),
            Self::Compare { path, operator, value } => {
                found(item, path).into_iter().any(|found| operator.holds(found, value))
            }
        }
    }
}

impl Operator {
    fn holds(self, found: &Value, wanted: &Value) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        match self {
            Self::Equal => same(found, wanted),
            Self::Different => !same(found, wanted),
            Self::Contains => contains(found, wanted),
            Self::Lacks => !contains(found, wanted),
            Self::Less => rank(found, wanted) == Some(Less),
            Self::AtMost => matches!(rank(found, wanted), Some(Less | Equal)),
            Self::Greater => rank(found, wanted) == Some(Greater),
            Self::AtLeast => matches!(rank(found, wanted), Some(Greater | Equal)),
        }
    }
}

/// The values at a dotted path that may lead through lists; null where there is nothing.
fn found<'v>(item: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut values = vec![item];
    for name in path.split('.') {
        values = values.into_iter().flat_map(|value| members(value, name)).collect();
    }
    if values.is_empty() { vec![&Value::Null] } else { values }
}

fn members<'v>(value: &'v Value, name: &str) -> Vec<&'v Value> {
    match value {
        Value::Array(items) => items.iter().filter_map(|item| item.get(name)).collect(),
        value => value.get(name).into_iter().collect(),
    }
}

/// The value at a dotted path.
pub(crate) fn lookup<'v>(item: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(item, |value, name| value.get(name))
}

fn same(found: &Value, wanted: &Value) -> bool {
    found == wanted || rank(found, wanted).is_some_and(std::cmp::Ordering::is_eq)
}

fn contains(found: &Value, wanted: &Value) -> bool {
    match (found.as_str(), wanted.as_str()) {
        (Some(found), Some(wanted)) => found.to_lowercase().contains(&wanted.to_lowercase()),
        _ => false,
    }
}

/// Which of two values is greater: numbers by size, dates by time, permissions by what they allow, other texts by their
/// letters.
fn rank(found: &Value, wanted: &Value) -> Option<std::cmp::Ordering> {
    match (found, wanted) {
        (Value::Number(found), Value::Number(wanted)) => found.as_f64().partial_cmp(&wanted.as_f64()),
        (Value::String(found), Value::String(wanted)) => {
            if let (Some(found), Some(wanted)) = (Permission::called(found), Permission::called(wanted)) {
                return Some(found.cmp(&wanted));
            }
            match (found.parse::<Timestamp>(), wanted.parse::<Timestamp>()) {
                (Ok(found), Ok(wanted)) => Some(found.cmp(&wanted)),
                _ => Some(found.cmp(wanted)),
            }
        }
        _ => None,
    }
}
