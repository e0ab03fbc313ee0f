//! The same person's other workspace is out of the account's reach, although the token would open it.

use serde_json::json;

use super::super::OTHER_WORKSPACE;
use super::super::agent::Agent;
use super::super::stage::Stage;
use super::super::story::{Check, Story};
use crate::table::text;

const TOOL: &str = "bitbucket_repositories_list";

pub(in super::super) async fn run(agent: &Agent, stage: &Stage, story: &mut Story) -> anyhow::Result<()> {
    story.scene("The same tool in a workspace outside the account's pin: refused")?;
    let input = json!({ "workspace": OTHER_WORKSPACE, "sort": "-updated_on" });
    let problem = agent.call_in_vain(TOOL, &input).await?;
    story.refusal(TOOL, &input, &problem)?;
    story.check(Check::equal("the call is refused by policy", "POLICY_DENIED", problem["kind"].clone()))?;
    story.check(Check::contains(
        "the explanation names the workspace",
        OTHER_WORKSPACE,
        &text(&problem, "/detail"),
    ))?;
    let sent = stage.requests_with(&format!("/{OTHER_WORKSPACE}"));
    story.check(Check::equal("nothing was sent to the provider", 0, sent))
}
