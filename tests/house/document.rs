//! A page as a browser reads it: parsed as the HTML standard says, with every error that the parser saw.

use std::collections::BTreeMap;

use html5ever::interface::QuirksMode;
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document, tree_builder::TreeBuilderOpts};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// A page, taken apart.
pub struct Document {
    /// What the parser had to put right, and a missing doctype.
    pub errors: Vec<String>,
    /// The elements in their order.
    pub elements: Vec<Element>,
}

/// One element.
#[derive(Clone, Debug)]
pub struct Element {
    /// In lower case.
    pub name: String,
    /// By name.
    pub attributes: BTreeMap<String, String>,
    /// What stands in it and below it, white space folded.
    pub text: String,
    /// The names of the elements around it, outermost first.
    pub within: Vec<String>,
}

impl Document {
    /// Parses a page.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let tree_builder =
            TreeBuilderOpts { exact_errors: true, scripting_enabled: false, ..Default::default() };
        let options = ParseOpts { tree_builder, ..Default::default() };
        let dom = parse_document(RcDom::default(), options).one(text);
        let mut errors: Vec<String> = dom.errors.borrow().iter().map(ToString::to_string).collect();
        if dom.quirks_mode.get() != QuirksMode::NoQuirks {
            errors.push("no doctype of a standards-mode page".to_owned());
        }
        let mut elements = Vec::new();
        collect(&dom.document, &mut Vec::new(), &mut elements);
        Self { errors, elements }
    }

    /// The elements of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |element| element.name == name)
    }

    /// The one element of a name; none where there are several.
    #[must_use]
    pub fn only<'a>(&'a self, name: &'a str) -> Option<&'a Element> {
        let mut found = self.all(name);
        found.next().filter(|_| found.next().is_none())
    }
}

impl Element {
    /// An attribute's value.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

fn collect(node: &Handle, within: &mut Vec<String>, elements: &mut Vec<Element>) {
    let name = match &node.data {
        NodeData::Element { name, attrs, .. } => {
            let attributes = attrs.borrow();
            let attributes =
                attributes.iter().map(|one| (one.name.local.to_string(), one.value.to_string())).collect();
            let (name, mut text) = (name.local.to_string(), String::new());
            gather(node, &mut text);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            elements.push(Element { name: name.clone(), attributes, text, within: within.clone() });
            Some(name)
        }
        _ => None,
    };
    let inside = name.is_some();
    within.extend(name);
    for child in node.children.borrow().iter() {
        collect(child, within, elements);
    }
    if inside {
        within.pop();
    }
}

fn gather(node: &Handle, text: &mut String) {
    if let NodeData::Text { contents } = &node.data {
        text.push_str(&contents.borrow());
    }
    for child in node.children.borrow().iter() {
        gather(child, text);
    }
}
