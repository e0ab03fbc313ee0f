//! What each tool is called with.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::answers::{Canned, SCENARIOS, Scenario};
use crate::awkward;
use crate::declared::{Declared, Input};
use crate::knowledge::{self, NEXT};
use innkeeper_tests::sample;

/// What is escaped in a path: all but the unreserved characters (RFC 3986 §2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One call.
pub(crate) struct Case {
    /// For the report.
    pub(crate) name: String,
    pub(crate) input: Map<String, Value>,
    pub(crate) answers: &'static [Canned],
    /// The input that may be refused, because there is an awkward text in it.
    pub(crate) awkward: Option<String>,
}

/// A tool's inputs, each with a value.
struct Samples<'a> {
    tool: &'a Declared,
    values: Map<String, Value>,
}

/// All cases of a tool. `base` is what links of the provider are below.
pub(crate) fn of(tool: &Declared, base: &str) -> Vec<Case> {
    let samples = Samples::of(tool, base);
    let mut cases = vec![
        Case::of("only what is needed", samples.only(&[])),
        Case::of("all inputs", samples.all_but(&[])),
    ];
    cases.extend(samples.opposites());
    for input in tool.inputs.iter().filter(|input| !samples.needs(input)) {
        cases.push(Case::of(&format!("with {}", input.name), samples.only(&[&input.name])));
        if !knowledge::stands_alone(&tool.name, &input.name) {
            cases.push(Case::of(&format!("all but {}", input.name), samples.all_but(&[&input.name])));
        }
    }
    cases.extend(tool.inputs.iter().flat_map(|input| samples.awkward(input)));
    let scenarios = SCENARIOS.iter().filter(|scenario| scenario.tool == tool.name);
    cases.extend(scenarios.map(|scenario| samples.played(scenario)));
    cases
}

impl Case {
    fn of(name: &str, input: Map<String, Value>) -> Self {
        Self { name: name.to_owned(), input, answers: &[], awkward: None }
    }
}

impl<'a> Samples<'a> {
    fn of(tool: &'a Declared, base: &str) -> Self {
        let inputs = tool.inputs.iter().enumerate();
        let value =
            |(at, input): (usize, &Input)| (input.name.clone(), sample::of(&input.name, &input.schema, at));
        let mut values: Map<String, Value> = inputs.map(value).collect();
        let link = format!("{base}{}?page=2&ctx=a%2Bb", filled(&tool.main().path, &values));
        if let Some(next) = values.get_mut(NEXT) {
            *next = Value::String(link);
        }
        Self { tool, values }
    }

    /// `workspace` may be left out, but this account has two.
    fn needs(&self, input: &Input) -> bool {
        input.is_required || input.name == "workspace"
    }

    /// What is needed, and these, and what these are nothing without.
    fn only(&self, names: &[&str]) -> Map<String, Value> {
        let mut wanted: BTreeSet<&str> = names.iter().copied().collect();
        wanted.extend(
            self.tool.inputs.iter().filter(|input| self.needs(input)).map(|input| input.name.as_str()),
        );
        wanted.extend(knowledge::company(&self.tool.name, names));
        self.chosen(|name| wanted.contains(name))
    }

    fn all_but(&self, names: &[&str]) -> Map<String, Value> {
        self.chosen(|name| !names.contains(&name) && !knowledge::stands_alone(&self.tool.name, name))
    }

    fn chosen(&self, wanted: impl Fn(&str) -> bool) -> Map<String, Value> {
        let pairs = self.values.iter().filter(|(name, _)| wanted(name));
        let call = pairs.map(|(name, value)| (name.clone(), value.clone())).collect();
        knowledge::adapted(&self.tool.name, call)
    }

    /// All inputs, with no for every yes.
    fn opposites(&self) -> Option<Case> {
        let mut input = self.all_but(&[]);
        let mut changed = false;
        for value in input.values_mut() {
            if let Some(opposite) = sample::opposite(value) {
                *value = opposite;
                changed = true;
            }
        }
        changed.then(|| Case::of("all inputs, no for yes", input))
    }

    /// All inputs, some of them as the scenario wants them.
    fn played(&self, scenario: &Scenario) -> Case {
        let mut case = Case::of(scenario.name, self.all_but(scenario.without));
        let value = |json: &str| -> Value { serde_json::from_str(json).expect("JSON") };
        case.input.extend(scenario.input.iter().map(|(name, json)| ((*name).to_owned(), value(json))));
        case.answers = scenario.answers;
        case
    }

    /// One case for each awkward text at each place of an input.
    fn awkward(&self, input: &Input) -> Vec<Case> {
        let places = awkward::places(&self.values[&input.name], &input.schema);
        let strings = |place: String| awkward::STRINGS.iter().map(move |text| (place.clone(), *text));
        places
            .into_iter()
            .flat_map(strings)
            .map(|(place, text)| self.with_text(input, &place, text))
            .collect()
    }

    fn with_text(&self, input: &Input, place: &str, text: &str) -> Case {
        let mut case = Case::of(&format!("{}{place} = {text:?}", input.name), self.only(&[&input.name]));
        let value = case.input.get_mut(&input.name).and_then(|value| value.pointer_mut(place));
        *value.expect("a place in the sample") = Value::String(text.to_owned());
        case.awkward = Some(input.name.clone());
        case
    }
}

/// A template with values, as the provider writes it.
fn filled(template: &str, values: &Map<String, Value>) -> String {
    let segment = |segment: &str| match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
        Some(name) => match &values.get(name) {
            Some(Value::String(text)) => utf8_percent_encode(text, RESERVED).to_string(),
            Some(value) => value.to_string(),
            None => "value".to_owned(),
        },
        None => segment.to_owned(),
    };
    template.split('/').map(segment).collect::<Vec<String>>().join("/")
}
