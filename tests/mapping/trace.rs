//! From a call's inputs to what left the host, and back: every input is where it belongs, and nothing else is there.

use serde_json::{Map, Value, json};

use crate::answers::HASH;
use crate::declared::Declared;
use crate::decoded::Decoded;
use crate::facts::{Constant, Facts};
use crate::knowledge::{self, Written};

/// Where a look-up of a branch or tag has its name.
const LOOKED_UP: &str = "path.name";

/// A call, and the requests that it led to.
pub(crate) struct Trace<'a> {
    pub(crate) tool: &'a Declared,
    pub(crate) facts: &'a Facts,
    pub(crate) input: &'a Map<String, Value>,
    pub(crate) requests: &'a [Decoded<'a>],
    /// What the tables do not say that is sent.
    pub(crate) constants: &'a [Constant],
}

impl Trace<'_> {
    /// What is wrong.
    pub(crate) fn faults(&self) -> Vec<String> {
        if let Some(link) = self.link() {
            let is_there = self.requests.iter().any(|request| link.ends_with(&request.target));
            return if is_there { Vec::new() } else { vec![format!("does not read on from {link}")] };
        }
        let mut faults = Vec::new();
        let mut explained = Vec::new();
        for (name, value) in self.input {
            match self.find(name, value) {
                Ok(place) => explained.push(place),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() {
            faults.extend(self.unexplained(&explained));
        }
        faults
    }

    /// The address that the call reads on from: it says all by itself, and the other inputs nothing.
    fn link(&self) -> Option<&str> {
        let is_link =
            |name: &str| matches!(knowledge::written(&self.tool.name, name, self.input), Some(Written::Link));
        self.input.iter().find(|(name, _)| is_link(name)).and_then(|(_, value)| value.as_str())
    }

    /// The place where an input stands.
    fn find(&self, name: &str, value: &Value) -> Result<String, String> {
        if self.is_looked_up(name, value)
            && !self.requests.iter().any(|one| one.at(LOOKED_UP) == [value.clone()])
        {
            return Err(format!("`{name}` is not looked up: {value} is ambiguous where it goes"));
        }
        match self.expected(name, value) {
            Some((place, values)) => self.find_at(name, place, &values),
            None => self.search(name, value),
        }
    }

    /// At least one request has the input at its place, and none that has the place holds anything else there.
    fn find_at(&self, name: &str, place: String, values: &[Value]) -> Result<String, String> {
        let here: Vec<Vec<Value>> = self.having(&place).iter().map(|request| request.at(&place)).collect();
        if !here.is_empty() && here.iter().all(|here| here == values) {
            return Ok(place);
        }
        Err(format!("`{name}` is not at {place}: {} is expected, {} is there", json!(values), json!(here)))
    }

    /// The requests that have a place: the tool's own. Where they do not, or where it is in the path, which look-ups
    /// share, any others as well.
    fn having(&self, place: &str) -> Vec<&Decoded<'_>> {
        let has = |request: &&Decoded<'_>| !request.at(place).is_empty();
        let own: Vec<&Decoded<'_>> = self.own().filter(has).collect();
        if !own.is_empty() && !place.starts_with("path.") {
            return own;
        }
        self.requests.iter().filter(|request| !request.is_followed).filter(has).collect()
    }

    /// Where the tables do not say where an input goes: it has to be found in one place of the tool's own request.
    fn search(&self, name: &str, value: &Value) -> Result<String, String> {
        let mut places: Vec<String> = self.own().flat_map(|request| request.places_of(value)).collect();
        places.sort();
        places.dedup();
        // Yes and no look all the same: the place with the input's own name is meant.
        let named: Vec<&String> =
            places.iter().filter(|place| place.rsplit('.').next() == Some(name)).collect();
        match (places.as_slice(), named.as_slice()) {
            ([place], _) => Ok(place.clone()),
            (_, [place]) => Ok((*place).clone()),
            ([], _) => Err(format!("`{name}` is nowhere in the request")),
            (several, _) => Err(format!("`{name}` may be at {}", several.join(", "))),
        }
    }

    /// What the tool's own request holds that came from nowhere.
    fn unexplained(&self, explained: &[String]) -> Vec<String> {
        let known = |place: &str, value: &Value| {
            explained.iter().any(|outer| lies_within(place, outer)) || self.is_constant(place, value)
        };
        let leaves = self.own().flat_map(Decoded::leaves);
        let unknown = leaves.filter(|(place, value)| !known(place, value));
        unknown.map(|(place, value)| format!("sends {place} = {value} for no input")).collect()
    }

    fn is_constant(&self, place: &str, value: &Value) -> bool {
        let listed = self.facts.tools.get(&self.tool.name).into_iter().flat_map(|facts| &facts.constants);
        listed.chain(self.constants).any(|constant| constant.place == place && constant.value == *value)
    }

    /// The requests that the tool is for.
    fn own(&self) -> impl Iterator<Item = &Decoded<'_>> {
        let main = self.tool.main();
        self.requests.iter().filter(|request| main.is(request.operation) && !request.is_followed)
    }

    /// Where an input is to be, and what is to be there; none where it may be anywhere, as long as it is one place.
    fn expected(&self, name: &str, value: &Value) -> Option<(String, Vec<Value>)> {
        match knowledge::written(&self.tool.name, name, self.input) {
            Some(Written::At(place)) => Some(listed(place, value)),
            Some(Written::As(place, form) | Written::With(_, place, form)) => {
                Some((place.to_owned(), vec![Value::from(filled(form, self.input))]))
            }
            Some(Written::Truth(place, yes, no)) => {
                let text = if *value == true { yes } else { no };
                Some((place.to_owned(), vec![Value::from(text)]))
            }
            Some(Written::Revision(place)) if self.is_looked_up(name, value) => {
                Some((place.to_owned(), vec![Value::from(HASH)]))
            }
            Some(Written::Revision(place)) => Some(listed(place, value)),
            Some(Written::Link) | None => {
                place(self.facts, self.tool, name).map(|place| listed(&place, value))
            }
        }
    }

    /// Whether an input is the name of a branch that has to be looked up before it is used.
    fn is_looked_up(&self, name: &str, value: &Value) -> bool {
        let written = knowledge::written(&self.tool.name, name, self.input);
        matches!(written, Some(Written::Revision(_))) && value.as_str().is_some_and(|name| name.contains('/'))
    }
}

/// A place, and what an input looks like there that is written as it is.
fn listed(place: &str, value: &Value) -> (String, Vec<Value>) {
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

/// Where an input goes that is written as it is: as the tables say, or to the parameter of its own name.
pub(crate) fn place(facts: &Facts, tool: &Declared, name: &str) -> Option<String> {
    if let Some(input) = facts.tools.get(&tool.name).and_then(|tool| tool.input(name)) {
        return input.place.clone();
    }
    let main = tool.main();
    let operation = facts.operation(&main.method, &main.path)?;
    let is_parameter = operation.path.split('/').any(|segment| segment == format!("{{{name}}}"));
    let path = is_parameter.then(|| format!("path.{name}"));
    path.or_else(|| operation.query.contains_key(name).then(|| format!("query.{name}")))
}

/// `body.reviewers[].uuid`: a list of people or groups, and how they are named there.
fn people(place: &str) -> Option<(&str, &str)> {
    let (list, key) = place.rsplit_once('.')?;
    (list.ends_with("[]") && matches!(key, "uuid" | "account_id" | "slug")).then_some((list, key))
}

/// In braces it is a UUID; anything else is an account id, or the slug of a group.
fn key_of(person: &Value, key: &str) -> &'static str {
    match (person.as_str().is_some_and(|name| name.starts_with('{')), key) {
        (true, _) => "uuid",
        (false, "slug") => "slug",
        (false, _) => "account_id",
    }
}

fn text(value: &Value) -> Value {
    Value::from(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
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

/// `body.users[]` explains `body.users[].uuid`, and an empty `body.users`.
fn lies_within(place: &str, outer: &str) -> bool {
    let is_below =
        place.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    is_below || outer.strip_suffix("[]") == Some(place)
}
