//! What the agent does, one walk-through a file.

mod code_search;
mod pipeline;
mod pull_request;
pub(super) mod refused;
mod repositories;

use super::agent::Agent;
use super::story::Story;

/// The four walk-throughs. None of them names a workspace: the account has exactly one, so the host fills it in.
pub(super) async fn all(agent: &Agent, story: &mut Story) -> anyhow::Result<()> {
    repositories::run(agent, story).await?;
    pull_request::run(agent, story).await?;
    pipeline::run(agent, story).await?;
    code_search::run(agent, story).await
}
