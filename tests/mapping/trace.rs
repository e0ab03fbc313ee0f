//! From a call's inputs to what left the host, and back: every input is where it belongs, and nothing else is there.

mod expected;

use serde_json::{Map, Value, json};

use crate::declared::Declared;
use crate::decoded::Decoded;
use crate::facts::{Constant, Facts};
use crate::knowledge::{self, Written};

pub(crate) use expected::{is_called, place};

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
                Ok(places) => explained.extend(places),
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

    /// The places where an input stands.
    fn find(&self, name: &str, value: &Value) -> Result<Vec<String>, String> {
        if self.is_looked_up(name, value)
            && !self.requests.iter().any(|one| one.at(LOOKED_UP) == [value.clone()])
        {
            return Err(format!("`{name}` is not looked up: {value} is ambiguous where it goes"));
        }
        match self.expected(name, value) {
            Some(expected) => {
                expected.into_iter().map(|(place, values)| self.find_at(name, place, &values)).collect()
            }
            None => Ok(vec![self.search(name, value)?]),
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

    /// The requests that the tool is for, and whatever else changes something.
    fn own(&self) -> impl Iterator<Item = &Decoded<'_>> {
        let main = self.tool.main();
        let is_own = |request: &&Decoded<'_>| main.is(request.operation) || request.operation.method != "GET";
        self.requests.iter().filter(is_own).filter(|request| !request.is_followed)
    }
}

/// `body.users[]` explains `body.users[].uuid`, and an empty `body.users`.
fn lies_within(place: &str, outer: &str) -> bool {
    let is_below =
        place.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    is_below || outer.strip_suffix("[]") == Some(place)
}
