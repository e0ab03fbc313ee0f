//! Where do we charge cards?

use serde_json::{Value, json};

use super::super::agent::Agent;
use super::super::story::{Check, Story};
use crate::output::harmless;
use crate::table::{list, text};

const WORD: &str = "charge";
/// A file that is known to hold it.
const FILE: &str = "src/charge.rs";

pub(super) async fn run(agent: &Agent, story: &mut Story) -> anyhow::Result<()> {
    story.scene("Search code in the whole workspace")?;
    let found = agent.call("bitbucket_workspace_search_code", json!({ "search_query": WORD })).await?;
    let hits = list(found.data(), "/values");
    story.call(&found, &harmless(&hits.iter().map(shown).collect::<Vec<_>>().join("\n")))?;
    let paths: Vec<String> = hits.iter().map(|hit| text(hit, "/file/path")).collect();
    story.check(Check::contains(&format!("{FILE} is among the hits"), FILE, &paths.join(", ")))?;
    let matching = hits.iter().filter(|hit| marks_the_word(hit)).count();
    story.check(Check::equal("every hit marks the word", hits.len(), matching))
}

/// Repository and file, and the lines around each match.
fn shown(hit: &Value) -> String {
    let blocks = list(hit, "/content_matches").iter().map(|block| {
        let lines =
            list(block, "/lines").iter().map(|line| format!("{:>6}  {}", text(line, "/line"), content(line)));
        lines.collect::<Vec<_>>().join("\n")
    });
    let blocks = blocks.collect::<Vec<_>>().join("\n     …\n");
    format!("{} {}\n{blocks}", repository(hit), text(hit, "/file/path"))
}

/// A line, with what matched in angle quotes.
fn content(line: &Value) -> String {
    let segment = |segment: &Value| {
        let text = segment["text"].as_str().unwrap_or_default();
        if segment["match"] == json!(true) { format!("»{text}«") } else { text.to_owned() }
    };
    list(line, "/segments").iter().map(segment).collect()
}

fn marks_the_word(hit: &Value) -> bool {
    let lines = list(hit, "/content_matches").iter().flat_map(|block| list(block, "/lines"));
    lines.flat_map(|line| list(line, "/segments")).any(|segment| {
        let text = segment["text"].as_str().unwrap_or_default();
        segment["match"] == json!(true) && text.eq_ignore_ascii_case(WORD)
    })
}

/// `workspace/repository`, which a hit says only in its file's own link.
fn repository(hit: &Value) -> String {
    let link = text(hit, "/file/links/self/href");
    let (_, below) = link.split_once("/repositories/").unwrap_or(("", "-"));
    below.split('/').take(2).collect::<Vec<_>>().join("/")
}
