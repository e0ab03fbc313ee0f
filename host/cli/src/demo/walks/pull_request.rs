//! From a branch to a pull request that cleans up after itself.

use serde_json::{Value, json};

use super::super::agent::Agent;
use super::super::story::{Check, Story};
use crate::table::{Card, text};

const REPOSITORY: &str = "payments-api";
/// Holds a commit that `main` does not have.
const START: &str = "release/2.4";
const BRANCH: &str = "backport/2.4";
const TITLE: &str = "Take version 2.4 back to main";

pub(super) async fn run(agent: &Agent, story: &mut Story) -> anyhow::Result<()> {
    story.scene("Create a branch, then a pull request that closes it")?;
    let input = json!({ "repo_slug": REPOSITORY, "name": BRANCH, "target_hash": START });
    let branch = agent.call("bitbucket_branch_create", input).await?;
    story.call(&branch, &branch_card(branch.data()))?;
    story.check(Check::equal("the branch has its name", BRANCH, branch.data()["name"].clone()))?;

    let input = json!({
        "repo_slug": REPOSITORY, "title": TITLE, "source_branch": BRANCH, "destination_branch": "main",
        "close_source_branch": true,
    });
    let opened = agent.call("bitbucket_pull_request_create", input).await?;
    story.call(&opened, &pull_request_card(opened.data()))?;

    let input = json!({ "repo_slug": REPOSITORY, "pull_request_id": opened.data()["id"] });
    let read = agent.call("bitbucket_pull_request_get", input).await?;
    story.call(&read, &pull_request_card(read.data()))?;
    for check in as_asked_for(read.data()) {
        story.check(check)?;
    }
    Ok(())
}

/// What the provider says of the pull request when it is asked again.
fn as_asked_for(found: &Value) -> [Check; 5] {
    [
        Check::equal("the pull request has its title", TITLE, found["title"].clone()),
        Check::equal("it is open", "OPEN", found["state"].clone()),
        Check::equal("it comes from the new branch", BRANCH, text(found, "/source/branch/name")),
        Check::equal("it goes to main", "main", text(found, "/destination/branch/name")),
        Check::equal("merging it will close the branch", true, found["close_source_branch"].clone()),
    ]
}

fn branch_card(branch: &Value) -> String {
    Card::new().part("branch", branch, "/name").part("at", branch, "/target/hash").finish()
}

fn pull_request_card(found: &Value) -> String {
    let way = format!("{} → {}", text(found, "/source/branch/name"), text(found, "/destination/branch/name"));
    Card::new()
        .part("pull request", found, "/id")
        .part("title", found, "/title")
        .line("branches", way)
        .part("state", found, "/state")
        .part("closes branch", found, "/close_source_branch")
        .finish()
}
