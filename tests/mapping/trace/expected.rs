//! What an input looks like in a request.

use serde_json::{Map, Value, json};

use super::Trace;
use crate::answers::HASH;
use crate::declared::Declared;
use crate::facts::Facts;
use crate::knowledge::{self, Written};
use innkeeper_tests::sample::BASE64;

/// A place, and all that is to be there.
pub(super) type Expected = (String, Vec<Value>);

impl Trace<'_> {
    /// Where an input is to be, and what is to be there: every one of these. None where it may be anywhere, as long as it
    /// is one place.
    pub(super) fn expected(&self, name: &str, value: &Value) -> Option<Vec<Expected>> {
        let written = knowledge::written(&self.tool.name, name, self.input);
        let Some(written) = written.filter(|written| !matches!(written, Written::Link)) else {
            return place(self.facts, self.tool, name).map(|place| vec![listed(&place, value)]);
        };
        let one = |place: &str, value: Value| vec![(place.to_owned(), vec![value])];
        Some(match written {
            Written::At(place) => vec![listed(place, value)],
            Written::As(place, form) | Written::With(_, place, form) => {
                one(place, filled(form, self.input).into())
            }
            Written::Each(place, before) => {
                let each = strings(value).map(|text| format!("{before}{text}").into());
                vec![(place.to_owned(), each.collect())]
            }
            Written::Truth(place, yes, no) => one(place, if *value == true { yes } else { no }.into()),
            Written::Labelled(place, beside, label) => {
                vec![listed(place, value), (beside.to_owned(), vec![label.into()])]
            }
            Written::Removal(place) if *value == true => one(place, Value::Null),
            Written::Revision(place) if self.is_looked_up(name, value) => one(place, HASH.into()),
            Written::Revision(place) => vec![listed(place, value)],
            Written::Folder(place) => one(place, folder(value).into()),
            Written::Content(place) => one(place, content(value, self.input.get("encoding"))),
            Written::Files(place) => files(place, value),
            Written::Tree => tree(value),
            Written::Removal(_) | Written::Link | Written::Nowhere => Vec::new(),
        })
    }

    /// Whether an input is the name of a branch that has to be looked up before it is used.
    pub(super) fn is_looked_up(&self, name: &str, value: &Value) -> bool {
        let written = knowledge::written(&self.tool.name, name, self.input);
        matches!(written, Some(Written::Revision(_))) && value.as_str().is_some_and(|name| name.contains('/'))
    }
}

/// Where an input goes that is written as it is: as the tables say, or to the parameter of its own name.
pub(crate) fn place(facts: &Facts, tool: &Declared, name: &str) -> Option<String> {
    if let Some(input) = facts.tools.get(&tool.name).and_then(|tool| tool.input(name)) {
        return input.place.clone();
    }
    let main = tool.main();
    let operation = facts.operation(&main.method, &main.path)?;
    let is_parameter = operation.path.split('/').any(|segment| segment == format!("{{{name}}}"));
    let path = is_parameter.then(|| format!("path.{name}"));
    let parameter = || operation.query.keys().find(|parameter| is_called(parameter, name));
    path.or_else(|| parameter().map(|parameter| format!("query.{parameter}")))
}

/// Whether an input is called like a query parameter. A dot in that is an underscore here.
pub(crate) fn is_called(parameter: &str, input: &str) -> bool {
    parameter.replace('.', "_") == input
}

/// A place, and what an input looks like there that is written as it is.
fn listed(place: &str, value: &Value) -> Expected {
    if let Some((list, key)) = people(place) {
        let named =
            value.as_array().into_iter().flatten().map(|person| json!({ (key_of(person, key)): person }));
        return (list.to_owned(), named.collect());
    }
    let is_body = place.starts_with("body");
    let elements = match value {
        Value::Array(elements) if !is_body || place.ends_with("[]") => elements.clone(),
        single => vec![single.clone()],
    };
    let values = elements.into_iter().map(|element| if is_body { element } else { text(&element) });
    (place.to_owned(), values.collect())
}

/// `body.reviewers[].uuid`: a list of people or groups, and how they are named there.
fn people(place: &str) -> Option<(&str, &str)> {
    let (list, key) = place.rsplit_once('.')?;
    (list.ends_with("[]") && matches!(key, "uuid" | "account_id" | "slug")).then_some((list, key))
}

/// What is in braces is a UUID; anything else is a group's slug, or a person's account id.
fn key_of(named: &Value, key: &str) -> &'static str {
    match (key, named.as_str().is_some_and(|name| name.starts_with('{'))) {
        (_, true) => "uuid",
        ("slug", false) => "slug",
        (_, false) => "account_id",
    }
}

fn folder(path: &Value) -> String {
    match path.as_str().unwrap_or_default() {
        path if path.is_empty() || path.ends_with('/') => path.to_owned(),
        path => format!("{path}/"),
    }
}

/// Each file's content, and each file's name.
fn files(place: &str, files: &Value) -> Vec<Expected> {
    let files = files.as_array().map_or(&[][..], Vec::as_slice);
    let contents = files.iter().map(|file| content(&file["content"], file.get("encoding")));
    let names = files.iter().map(|file| file["filename"].clone());
    vec![(place.to_owned(), contents.collect()), (format!("{place}.filename"), names.collect())]
}

/// Each file with its name, and whether it can be run.
fn tree(files: &Value) -> Vec<Expected> {
    let mut expected = Vec::new();
    for file in files.as_array().into_iter().flatten() {
        let path = file["path"].as_str().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        expected.push((format!("form./{path}"), vec![content(&file["content"], file.get("encoding"))]));
        expected.push((format!("form./{path}.filename"), vec![name.into()]));
        if file["executable"] == true {
            expected.push((format!("form./{path}.x-attributes"), vec!["executable".into()]));
        }
    }
    expected
}

/// What a file holds. In base64, the test gives one text only.
fn content(text: &Value, encoding: Option<&Value>) -> Value {
    if encoding.is_some_and(|encoding| encoding == "base64") {
        assert_eq!(text, BASE64.0, "only this is known in base64");
        return BASE64.1.into();
    }
    text.clone()
}

fn text(value: &Value) -> Value {
    Value::from(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// A form with the inputs in place of their names.
fn filled(form: &str, input: &Map<String, Value>) -> String {
    let mut filled = String::new();
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("a brace that closes");
        let value = input.get(name).map(text);
        filled.push_str(before);
        filled.push_str(value.as_ref().and_then(Value::as_str).unwrap_or_default());
        rest = after;
    }
    filled + rest
}
