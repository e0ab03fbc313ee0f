//! What a tool is to be.

use std::fmt;

use serde_json::Value;

use super::Kind;
use super::table::Row;

/// A line of the tables of tools.
pub(crate) struct ToolFacts {
    pub(crate) name: String,
    pub(crate) toolset: String,
    pub(crate) effect: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) scopes: Vec<String>,
    /// `live`, `removed 2026-08-20`, `deprecated 2026-11-01` or `oauth-refused`.
    pub(crate) lifecycle: String,
    /// Names of query parameters that it may use.
    pub(crate) query: Vec<String>,
    /// Its inputs; none where the tables do not list them.
    pub(crate) inputs: Option<Vec<InputFacts>>,
    pub(crate) constants: Vec<Constant>,
}

/// One input.
pub(crate) struct InputFacts {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) is_required: bool,
    /// `path.name`, `query.name` or `body.dotted.path`; none where the tables leave it to the tool.
    pub(crate) place: Option<String>,
}

/// What is sent whatever the inputs are, or along with one of them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Constant {
    pub(crate) place: String,
    pub(crate) value: Value,
}

impl ToolFacts {
    pub(super) fn of(row: &Row<'_>) -> Self {
        let text = |column: &str| row.get(column).to_owned();
        let inputs = (row.get("inputs") != "-").then(|| row.list("inputs").map(InputFacts::parse).collect());
        Self {
            name: text("tool"),
            toolset: text("toolset"),
            effect: text("effect"),
            method: text("method"),
            path: text("path"),
            scopes: row
                .get("scopes")
                .split(' ')
                .filter(|scope| !scope.is_empty())
                .map(str::to_owned)
                .collect(),
            lifecycle: text("lifecycle"),
            query: row.list("query").map(str::to_owned).collect(),
            inputs,
            constants: row.list("constants").map(Constant::parse).collect(),
        }
    }

    pub(crate) fn input(&self, name: &str) -> Option<&InputFacts> {
        self.inputs.iter().flatten().find(|input| input.name == name)
    }
}

impl InputFacts {
    /// `name:type:required:place`; the values of a type may hold colons.
    fn parse(entry: &str) -> Self {
        let (name, rest) = entry.split_once(':').expect("a type");
        let (rest, place) = rest.rsplit_once(':').expect("a place");
        let (kind, need) = rest.rsplit_once(':').expect("whether it is required");
        Self {
            name: name.to_owned(),
            kind: Kind::parse(kind),
            is_required: need == "required",
            place: (place != "-").then(|| place.to_owned()),
        }
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.place, self.value)
    }
}

impl Constant {
    fn parse(entry: &str) -> Self {
        let (place, value) = entry.split_once('=').expect("a value");
        Self { place: place.to_owned(), value: serde_json::from_str(value).expect("JSON") }
    }
}
