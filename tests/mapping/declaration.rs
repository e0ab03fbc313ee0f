//! What a tool says about itself, against what the tables say that it is.

use crate::declared::{Declared, Input};
use crate::facts::{Facts, InputFacts, Kind, ToolFacts};
use crate::knowledge;
use crate::trace::{is_called, place};

/// Inputs that any read may have.
const STANDARD: [&str; 5] = ["page", "pagelen", "fields", "q", "sort"];

/// What is wrong.
pub(crate) fn faults(tool: &Declared, facts: &Facts) -> Vec<String> {
    let mut faults = endpoints(tool, facts);
    let Some(table) = facts.tools.get(&tool.name) else {
        faults.push("is in no table".to_owned());
        return faults;
    };
    let main = tool.main();
    let mut compare = |what: &str, declared: &str, wanted: &str| {
        if declared != wanted {
            faults.push(format!("{what}: {wanted:?} is expected, {declared:?} is declared"));
        }
    };
    compare("toolset", &tool.toolset, &table.toolset);
    compare("effect", &tool.effect, &table.effect);
    compare("method", &main.method, &table.method);
    compare("path", &main.path, &table.path);
    compare("scopes", &tool.scopes.join(" "), &table.scopes.join(" "));
    compare("lifecycle", &tool.lifecycle, &table.lifecycle);
    faults.extend(inputs(tool, table, facts));
    faults
}

/// Every endpoint is an operation, and the tool's own asks for the scopes that the provider wants.
fn endpoints(tool: &Declared, facts: &Facts) -> Vec<String> {
    let mut faults = Vec::new();
    for endpoint in &tool.endpoints {
        if facts.operation(&endpoint.method, &endpoint.path).is_none() {
            faults.push(format!("declares {} {}, which is no operation", endpoint.method, endpoint.path));
        }
    }
    let operation = facts.operation(&tool.main().method, &tool.main().path);
    if let Some(operation) = operation.filter(|operation| operation.scopes != tool.scopes) {
        faults
            .push(format!("asks for the scopes {:?}, the operation for {:?}", tool.scopes, operation.scopes));
    }
    faults
}

fn inputs(tool: &Declared, table: &ToolFacts, facts: &Facts) -> Vec<String> {
    let mut faults = Vec::new();
    for wanted in table.inputs.iter().flatten() {
        match tool.inputs.iter().find(|input| input.name == wanted.name) {
            Some(input) => faults.extend(input_faults(input, wanted)),
            None => faults.push(format!("has no input `{}`", wanted.name)),
        }
    }
    for input in &tool.inputs {
        if table.inputs.is_some()
            && table.input(&input.name).is_none()
            && !may_be_added(tool, table, &input.name)
        {
            faults.push(format!("has an input `{}`, which is in no table", input.name));
        }
        faults.extend(values(tool, facts, input));
    }
    if tool.main().path.contains("{workspace}") && !tool.inputs.iter().any(|input| input.name == "workspace")
    {
        faults.push("has no input `workspace`".to_owned());
    }
    faults
}

fn input_faults(input: &Input, wanted: &InputFacts) -> Vec<String> {
    let mut faults = Vec::new();
    // The host fills it in where the account has one only.
    let is_required = wanted.is_required && wanted.name != "workspace";
    if input.is_required != is_required {
        let need = if is_required { "required" } else { "optional" };
        faults.push(format!("`{}` is to be {need}", input.name));
    }
    let declared = Kind::of_schema(&input.schema);
    if !declared.satisfies(&wanted.kind) {
        faults.push(format!("`{}` is to be {}, is {declared}", input.name, wanted.kind));
    }
    faults
}

/// Pages, filters and fields may be added to whatever has them, and so may query parameters that the tables name.
fn may_be_added(tool: &Declared, table: &ToolFacts, input: &str) -> bool {
    let is_read = tool.main().method == "GET";
    let is_standard = is_read && STANDARD.contains(&input);
    is_standard
        || table.query.iter().any(|name| is_called(name, input))
        || knowledge::knows(&tool.name, input)
}

/// An input that is one of a few takes no value that the provider does not.
fn values(tool: &Declared, facts: &Facts, input: &Input) -> Option<String> {
    let place = place(facts, tool, &input.name)?;
    let operation = facts.operation(&tool.main().method, &tool.main().path)?;
    let known = operation.kind_at(&place)?;
    let declared = Kind::of_schema(&input.schema);
    (!declared.is_within(known)).then(|| format!("`{}` takes {declared}, the provider {known}", input.name))
}
