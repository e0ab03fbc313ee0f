//! The tables of `tests/facts`, read.

mod kind;
mod operation;
mod table;
mod tool;

use std::collections::BTreeMap;

pub(crate) use kind::Kind;
pub(crate) use operation::{BodyKind, Operation};
pub(crate) use tool::{Constant, InputFacts, ToolFacts};

use table::Table;

const OPERATIONS: &str = include_str!("../facts/operations.tsv");
const BODIES: &str = include_str!("../facts/bodies.tsv");
const SUPPLEMENT: &str = include_str!("../facts/supplement.tsv");
const TOOLS: &str = include_str!("../facts/tools.tsv");

/// What the provider takes, and what each tool is to be.
pub(crate) struct Facts {
    pub(crate) operations: Vec<Operation>,
    pub(crate) tools: BTreeMap<String, ToolFacts>,
}

impl Facts {
    pub(crate) fn read() -> Self {
        let tools: Vec<ToolFacts> = Table::of(TOOLS).rows().map(|row| ToolFacts::of(&row)).collect();
        let bodies = bodies();
        let mut operations: Vec<Operation> =
            Table::of(OPERATIONS).rows().map(|row| Operation::of(&row, &bodies)).collect();
        for operation in &mut operations {
            operation.supplement(&Table::of(SUPPLEMENT), &bodies);
            operation.learn_filters(&tools);
        }
        Self { operations, tools: tools.into_iter().map(|tool| (tool.name.clone(), tool)).collect() }
    }

    /// The operation of a method and a template, letter for letter.
    pub(crate) fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        self.operations.iter().find(|one| one.method == method && one.path == path)
    }

    /// The operation that a server would take an encoded path for: literal segments go before parameters.
    pub(crate) fn routed(&self, method: &str, encoded: &str) -> Option<&Operation> {
        let segments: Vec<&str> = encoded.split('/').collect();
        let fitting = self.operations.iter().filter(|one| one.method == method && one.matches(&segments));
        fitting.max_by_key(|one| one.literals())
    }
}

/// The properties of each body's schema, by dotted path.
type Bodies = BTreeMap<String, BTreeMap<String, Kind>>;

fn bodies() -> Bodies {
    let mut bodies = Bodies::new();
    for row in Table::of(BODIES).rows() {
        let properties = bodies.entry(row.get("schema").to_owned()).or_default();
        properties.insert(row.get("property").to_owned(), Kind::parse(row.get("type")));
    }
    bodies
}
