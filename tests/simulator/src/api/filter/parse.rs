//! The text of a filter, read by recursive descent.

use serde_json::Value;

use super::{Filter, FilterError, Operator};

/// Deeper parentheses are refused, so that no query can exhaust the stack.
const MAX_DEPTH: usize = 16;

const OPERATORS: &[(&str, Operator)] = &[
    ("!=", Operator::Different),
    ("!~", Operator::Lacks),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("=", Operator::Equal),
    ("~", Operator::Contains),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

pub(super) fn parse(text: &str, known: &[&str]) -> Result<Filter, FilterError> {
    let mut reader = Reader { rest: text.trim_start(), known };
    let filter = reader.any(0)?;
    if reader.rest.is_empty() { Ok(filter) } else { Err(reader.expected("AND, OR or the end")) }
}

/// What is still to be read.
struct Reader<'t, 'k> {
    rest: &'t str,
    known: &'k [&'k str],
}

impl<'t> Reader<'t, '_> {
    fn any(&mut self, depth: usize) -> Result<Filter, FilterError> {
        let mut parts = vec![self.all(depth)?];
        while self.keyword("OR") {
            parts.push(self.all(depth)?);
        }
        Ok(single_or(parts, Filter::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Filter, FilterError> {
        let mut parts = vec![self.part(depth)?];
        while self.keyword("AND") {
            parts.push(self.part(depth)?);
        }
        Ok(single_or(parts, Filter::All))
    }

    fn part(&mut self, depth: usize) -> Result<Filter, FilterError> {
        if !self.symbol("(") {
            return self.comparison();
        }
        if depth == MAX_DEPTH {
            return Err(FilterError::TooDeep);
        }
        let inner = self.any(depth + 1)?;
        if self.symbol(")") { Ok(inner) } else { Err(self.expected("a closing parenthesis")) }
    }

    fn comparison(&mut self) -> Result<Filter, FilterError> {
        let path = self.word(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
        if path.is_empty() {
            return Err(self.expected("a field name"));
        }
        if !self.known.contains(&path) {
            return Err(FilterError::UnknownField(path.to_owned()));
        }
        if self.keyword("IN") {
            return self.one_of(path);
        }
        let operator =
            OPERATORS.iter().find(|(symbol, _)| self.symbol(symbol)).map(|(_, operator)| *operator);
        let operator = operator.ok_or_else(|| self.expected("an operator"))?;
        Ok(Filter::Compare { path: path.to_owned(), operator, value: self.value()? })
    }

    /// What follows `IN`: values in parentheses, one of which has to be the same.
    fn one_of(&mut self, path: &str) -> Result<Filter, FilterError> {
        if !self.symbol("(") {
            return Err(self.expected("an opening parenthesis"));
        }
        let mut choices = Vec::new();
        loop {
            let value = self.value()?;
            choices.push(Filter::Compare { path: path.to_owned(), operator: Operator::Equal, value });
            match (self.symbol(","), self.symbol(")")) {
                (true, _) => {}
                (false, true) => return Ok(single_or(choices, Filter::Any)),
                (false, false) => return Err(self.expected("a comma or a closing parenthesis")),
            }
        }
    }

    fn value(&mut self) -> Result<Value, FilterError> {
        if let Some(quoted) = self.rest.strip_prefix('"') {
            return self.quoted(quoted);
        }
        let word = self.word(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | ':'));
        match word {
            "" => Err(self.expected("a value")),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            "null" => Ok(Value::Null),
            _ if word.starts_with(|c: char| c.is_ascii_digit() || c == '-') => Ok(number_or_date(word)),
            _ => Err(FilterError::Syntax { expected: "a quoted value", found: word.to_owned() }),
        }
    }

    /// The rest of a quoted value: a backslash keeps the quote or backslash behind it.
    fn quoted(&mut self, after_quote: &'t str) -> Result<Value, FilterError> {
        let mut text = String::new();
        let mut letters = after_quote.char_indices();
        while let Some((place, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.rest = after_quote[place + 1..].trim_start();
                    return Ok(Value::String(text));
                }
                '\\' => text.extend(letters.next().map(|(_, letter)| letter)),
                _ => text.push(letter),
            }
        }
        Err(self.expected("a closing quote"))
    }

    /// Takes a word that stands alone, in any case.
    fn keyword(&mut self, word: &str) -> bool {
        let Some((head, tail)) = self.rest.split_at_checked(word.len()) else { return false };
        let stands_alone = !tail.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let found = head.eq_ignore_ascii_case(word) && stands_alone;
        if found {
            self.rest = tail.trim_start();
        }
        found
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        let tail = self.rest.strip_prefix(symbol);
        if let Some(tail) = tail {
            self.rest = tail.trim_start();
        }
        tail.is_some()
    }

    fn word(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (word, tail) = self.rest.split_at(end);
        self.rest = tail.trim_start();
        word
    }

    fn expected(&self, expected: &'static str) -> FilterError {
        FilterError::Syntax { expected, found: self.rest.chars().take(20).collect() }
    }
}

fn single_or(mut parts: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}

fn number_or_date(word: &str) -> Value {
    match serde_json::from_str::<serde_json::Number>(word) {
        Ok(number) => Value::Number(number),
        Err(_) => Value::String(word.to_owned()),
    }
}
