//! Which repositories changed last?

use serde_json::{Value, json};

use super::super::agent::Agent;
use super::super::story::{Check, Story};
use crate::table::{Table, list, moment, text};

pub(super) async fn run(agent: &Agent, story: &mut Story) -> anyhow::Result<()> {
    story.scene("List repositories, the one that changed last first")?;
    let listed = agent.call("bitbucket_repositories_list", json!({ "sort": "-updated_on" })).await?;
    let repositories = list(listed.data(), "/values");
    story.call(&listed, &table(repositories))?;
    let dates: Vec<String> = repositories.iter().map(|repository| text(repository, "/updated_on")).collect();
    story.check(Check::equal("there are repositories", true, !dates.is_empty()))?;
    let mut newest_first = dates.clone();
    newest_first.sort_by(|left, right| right.cmp(left));
    story.check(Check::equal("their dates descend", newest_first, dates))
}

fn table(repositories: &[Value]) -> String {
    let mut table = Table::new(["REPOSITORY", "LANGUAGE", "UPDATED"]);
    for repository in repositories {
        table.row([
            text(repository, "/full_name"),
            text(repository, "/language"),
            moment(repository, "/updated_on"),
        ]);
    }
    table.or("no repository")
}
