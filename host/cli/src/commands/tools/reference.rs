//! The reference of all tools, as Markdown for people: a front page and a page for each toolset.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use super::{endpoints, lifecycle, schema};
use crate::table::{list, text};

const FRONT_PAGE: &str = "README.md";

/// Pages by file name.
pub(crate) struct Pages(BTreeMap<String, String>);

/// The pages for these tools, each in full.
pub(crate) fn pages(tools: &[Value]) -> Pages {
    let mut toolsets: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for tool in tools {
        toolsets.entry(text(tool, "/toolset")).or_default().push(tool);
    }
    let mut pages = BTreeMap::from([(FRONT_PAGE.to_owned(), front_page(&toolsets))]);
    pages.extend(toolsets.iter().map(|(toolset, tools)| (file(toolset), toolset_page(tools))));
    Pages(pages)
}

impl Pages {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Writes them into a folder.
    pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
        for (name, page) in &self.0 {
            let path = folder.join(name);
            fs::write(&path, page).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(())
    }

    /// The pages in a folder that are not as they should be: changed, missing, or of a toolset that is gone.
    pub(crate) fn stale(&self, folder: &Path) -> anyhow::Result<Vec<String>> {
        let mut there = BTreeMap::new();
        let entries =
            fs::read_dir(folder).with_context(|| format!("reading the folder {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let page = fs::read_to_string(entry.path())
                .with_context(|| format!("reading {}", entry.path().display()))?;
            there.insert(entry.file_name().to_string_lossy().into_owned(), page);
        }
        let names = self.0.keys().chain(there.keys().filter(|name| !self.0.contains_key(*name)));
        Ok(names.filter(|name| self.0.get(*name) != there.get(*name)).cloned().collect())
    }
}

fn file(toolset: &str) -> String {
    format!("{toolset}.md")
}

fn front_page(toolsets: &BTreeMap<String, Vec<&Value>>) -> String {
    let total: usize = toolsets.values().map(Vec::len).sum();
    let mut page = format!(
        "# Tools\n\n{total} tools in {} toolsets. Written by `innkeeper tools reference`; change the connectors, not \
         these pages.\n\n\
         | toolset | read | write | destructive | what for |\n|---|---:|---:|---:|---|\n",
        toolsets.len()
    );
    for (toolset, tools) in toolsets {
        let count = |effect: &str| tools.iter().filter(|tool| text(tool, "/effect") == effect).count();
        let what_for = tools.first().map_or_else(String::new, |tool| cell(tool, "/connector/description"));
        line(
            &mut page,
            format_args!(
                "| [{toolset}]({}) | {} | {} | {} | {what_for} |",
                file(toolset),
                count("read"),
                count("write"),
                count("destructive"),
            ),
        );
    }
    page
}

fn toolset_page(tools: &[&Value]) -> String {
    let mut page = String::new();
    if let Some(first) = tools.first() {
        let (title, about) = (text(first, "/connector/title"), text(first, "/connector/description"));
        line(&mut page, format_args!("# {title}\n\n{about}\n"));
    }
    line(&mut page, format_args!("| tool | effect | scopes | note |\n|---|---|---|---|"));
    for tool in tools {
        let (name, note) = (text(tool, "/name"), lifecycle(tool).unwrap_or_default());
        let (effect, scopes) = (text(tool, "/effect"), text(tool, "/scopes"));
        line(&mut page, format_args!("| [{name}](#{name}) | {effect} | {scopes} | {note} |"));
    }
    for tool in tools {
        section(&mut page, tool);
    }
    page
}

fn section(page: &mut String, tool: &Value) {
    line(page, format_args!("\n## {}\n\n**{}**\n", text(tool, "/name"), text(tool, "/title")));
    line(page, format_args!("{}\n", text(tool, "/description")));
    if let Some(note) = lifecycle(tool) {
        line(page, format_args!("*{note}*: {}\n", text(tool, "/lifecycle/reason")));
    }
    for endpoint in endpoints(tool) {
        line(page, format_args!("- `{endpoint}`"));
    }
    let answer = schema::answer(tool.get("output_schema").unwrap_or(&Value::Null));
    if !answer.is_empty() {
        line(page, format_args!("\nAnswer: {}.", escaped(&answer)));
    }
    let properties = tool.pointer("/input_schema/properties").and_then(Value::as_object);
    let Some(properties) = properties.filter(|properties| !properties.is_empty()) else { return };
    line(page, format_args!("\n| input | | |\n|---|---|---|"));
    let required = list(tool, "/input_schema/required");
    for (name, input) in properties {
        let mark = if required.iter().any(|known| known == name) { "**" } else { "" };
        let (words, about) = (escaped(&schema::words(input)), cell(input, "/description"));
        line(page, format_args!("| {mark}{name}{mark} | {words} | {about} |"));
    }
}

/// Adds a line. Writing to a text cannot fail.
fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = writeln!(page, "{text}");
}

fn cell(value: &Value, pointer: &str) -> String {
    escaped(&text(value, pointer))
}

/// A text that ends no cell of a table and starts no tag.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace(['\n', '\r'], " ")
}
