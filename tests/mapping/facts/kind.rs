//! Types of values.

use std::fmt;

use serde_json::Value;

use innkeeper_tests::sample;

/// A JSON type, and the values that it may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// `string`, `integer`, `boolean`, `number`, `array`, `object`, `file` or `any`.
    pub(crate) name: String,
    pub(crate) values: Values,
    /// Whether `null` is a value as well.
    pub(crate) takes_null: bool,
}

/// How much is known of the values of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    /// It is none.
    Free,
    /// It is one.
    Some,
    /// It has so many.
    Count(usize),
    /// It has these.
    These(Vec<String>),
}

impl Kind {
    /// Reads `string`, `string(a|b)`, `string(18 values)`, `string(values)`, `string|null` or `closed object`.
    pub(crate) fn parse(text: &str) -> Self {
        let open = text.trim_start_matches("closed ");
        let (name, values) = match open.split_once('(') {
            Some((name, values)) => (name, Values::parse(values.trim_end_matches(')'))),
            None => (open, Values::Free),
        };
        let (name, takes_null) = name.strip_suffix("|null").map_or((name, false), |name| (name, true));
        Self { name: name.to_owned(), values, takes_null }
    }

    /// What a JSON Schema says of a value. The values of an array are those of its elements.
    pub(crate) fn of_schema(schema: &Value) -> Self {
        let choices = sample::choices(if schema["type"] == "array" { &schema["items"] } else { schema });
        let is_text = choices.iter().flatten().any(Value::is_string);
        let name = match schema["type"].as_str() {
            Some(name) => name,
            None if is_text => "string",
            None => "any",
        };
        let values = choices.map_or(Values::Free, |values| Values::These(values.iter().map(text).collect()));
        // Inputs are never `null`: what is absent is left out.
        Self { name: name.to_owned(), values, takes_null: false }
    }

    /// Whether a declared type is what a table asks for. A table that says `string` leaves it open whether all strings
    /// are meant: the provider's own list decides that.
    pub(crate) fn satisfies(&self, table: &Self) -> bool {
        let values = match (&table.values, &self.values) {
            (Values::Free, _) => true,
            (Values::Some, values) => *values != Values::Free,
            (Values::Count(count), Values::These(values)) => values.len() == *count,
            (Values::These(wanted), Values::These(values)) => sorted(wanted) == sorted(values),
            (_, _) => false,
        };
        self.name == table.name && values
    }

    /// Whether all values of this type are also of the other, as far as both list them.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        match (&self.values, &other.values) {
            (Values::These(own), Values::These(known)) => own.iter().all(|value| known.contains(value)),
            _ => true,
        }
    }

    /// Whether a JSON value is of this type.
    pub(crate) fn fits(&self, value: &Value) -> bool {
        if value.is_null() {
            return self.takes_null;
        }
        let right = match self.name.as_str() {
            "string" | "file" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => true,
        };
        right && self.lists(&text(value))
    }

    /// Whether a text that stands in a query or a form is of this type.
    pub(crate) fn fits_text(&self, text: &str) -> bool {
        let right = match self.name.as_str() {
            "integer" => text.parse::<i64>().is_ok(),
            "number" => text.parse::<f64>().is_ok(),
            "boolean" => matches!(text, "true" | "false"),
            _ => true,
        };
        right && self.lists(text)
    }

    fn lists(&self, text: &str) -> bool {
        match &self.values {
            Values::These(values) => values.iter().any(|value| value == text),
            _ => true,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.values {
            Values::Free => f.write_str(&self.name),
            Values::Some => write!(f, "{}(values)", self.name),
            Values::Count(count) => write!(f, "{}({count} values)", self.name),
            Values::These(values) => write!(f, "{}({})", self.name, values.join("|")),
        }
    }
}

impl Values {
    fn parse(text: &str) -> Self {
        match text.strip_suffix(" values").map(str::parse) {
            Some(Ok(count)) => Self::Count(count),
            _ if text == "values" => Self::Some,
            _ => Self::These(text.split('|').map(str::to_owned).collect()),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn sorted(values: &[String]) -> Vec<&String> {
    let mut sorted: Vec<&String> = values.iter().collect();
    sorted.sort();
    sorted
}
