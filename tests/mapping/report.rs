//! What was found, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::declared::Declared;
use crate::deviations::DEVIATIONS;

/// Lines for one tool: more help nobody.
const MOST_LINES: usize = 20;

/// Something that is not as it should be.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) tool: String,
    pub(crate) case: String,
    pub(crate) what: String,
}

impl Fault {
    pub(crate) fn new(tool: &Declared, case: &str, what: String) -> Self {
        Self { tool: tool.name.clone(), case: case.to_owned(), what }
    }

    /// Whether it is so on purpose.
    pub(crate) fn is_known(&self) -> bool {
        DEVIATIONS.iter().any(|known| known.tool == self.tool && self.what.starts_with(known.what))
    }
}

/// The faults that are not on purpose, as a table; nothing where there are none. What is wrong in several cases of a tool
/// is said once.
pub(crate) fn table(faults: &[Fault]) -> Option<String> {
    let mut by_tool: BTreeMap<&str, Vec<(&Fault, usize)>> = BTreeMap::new();
    for fault in faults.iter().filter(|fault| !fault.is_known()) {
        let lines = by_tool.entry(&fault.tool).or_default();
        match lines.iter_mut().find(|(known, _)| known.what == fault.what) {
            Some((_, times)) => *times += 1,
            None => lines.push((fault, 1)),
        }
    }
    let tools = by_tool.keys().map(|tool| tool.len()).max()?;
    let mut table = String::from("these are wrong:\n");
    for (tool, lines) in &by_tool {
        for (Fault { case, what, .. }, times) in lines.iter().take(MOST_LINES) {
            let others = if *times > 1 { format!(" (+{})", times - 1) } else { String::new() };
            writeln!(table, "{tool:tools$}  {:36}  {what}", format!("{case}{others}")).ok()?;
        }
        if lines.len() > MOST_LINES {
            writeln!(table, "{tool:tools$}  and {} more", lines.len() - MOST_LINES).ok()?;
        }
    }
    Some(table)
}
