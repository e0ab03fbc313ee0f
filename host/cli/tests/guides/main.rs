//! Every page of `docs/guides` does what it says: its blocks are run in their order, and what they print is compared with
//! what the page shows. No block is left out: one of another kind fails the page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod client;
mod page;
mod walk;

use crate::page::Page;
use crate::walk::Walk;

fn follow(name: &str) {
    Walk::through(&Page::read(name)).is_as_the_page_says();
}

#[test]
fn curl() {
    follow("curl.md");
}

#[test]
fn langchain_python() {
    follow("langchain-python.md");
}

#[test]
fn langchain_js() {
    follow("langchain-js.md");
}

#[test]
fn mcp() {
    follow("mcp.md");
}

#[test]
fn openai_tools() {
    follow("openai-tools.md");
}

#[test]
fn no_page_is_forgotten() {
    let mut pages: Vec<String> = std::fs::read_dir(page::folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".md") && name != "README.md")
        .collect();
    pages.sort();
    assert_eq!(pages, ["curl.md", "langchain-js.md", "langchain-python.md", "mcp.md", "openai-tools.md"]);
}
