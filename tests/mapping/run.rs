//! All cases of all tools, run once, and what was found.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use futures_util::future::try_join_all;
use tokio::sync::OnceCell;

use crate::cases::{self, Case};
use crate::declaration;
use crate::declared::{Declared, Endpoint};
use crate::decoded::Decoded;
use crate::deviations;
use crate::facts::Facts;
use crate::judge;
use crate::report::Fault;
use crate::stage::Stage;

/// Hosts that share the tools among them. A call waits for the disk, where its audit record goes, as long as it works.
const STAGES: usize = 4;

static RUN: OnceCell<Run> = OnceCell::const_new();
static FACTS: LazyLock<Facts> = LazyLock::new(Facts::read);

/// What was found.
#[derive(Default)]
pub(crate) struct Run {
    pub(crate) tools: Vec<Declared>,
    /// In what the tools say about themselves.
    pub(crate) declarations: Vec<Fault>,
    /// In what left the host.
    pub(crate) requests: Vec<Fault>,
    /// Endpoints that some request of their tool was for.
    pub(crate) used: BTreeSet<(String, Endpoint)>,
    pub(crate) calls: usize,
}

impl Run {
    /// The one run that all tests look at.
    pub(crate) async fn once() -> &'static Self {
        RUN.get_or_init(|| async { Self::all().await.expect("stages to run on") }).await
    }

    /// What the tools are held against.
    pub(crate) fn facts() -> &'static Facts {
        &FACTS
    }

    async fn all() -> anyhow::Result<Self> {
        let stages = try_join_all((0..STAGES).map(|_| Stage::open())).await?;
        let shares =
            stages.into_iter().enumerate().map(|(share, stage)| tokio::spawn(Self::share(share, stage)));
        let mut whole = Self::default();
        for part in try_join_all(shares).await? {
            let part = part?;
            whole.tools.extend(part.tools);
            whole.declarations.extend(part.declarations);
            whole.requests.extend(part.requests);
            whole.used.extend(part.used);
            whole.calls += part.calls;
        }
        Ok(whole)
    }

    /// One tool of every [`STAGES`], on a stage of their own.
    async fn share(share: usize, stage: Stage) -> anyhow::Result<Self> {
        let mut run = Self::default();
        for tool in stage.tools().await?.into_iter().skip(share).step_by(STAGES) {
            let faults = declaration::faults(&tool, Self::facts());
            run.declarations.extend(faults.into_iter().map(|what| Fault::new(&tool, "declaration", what)));
            for case in cases::of(&tool, stage.base()) {
                run.case(&stage, &tool, &case).await?;
            }
            run.tools.push(tool);
        }
        Ok(run)
    }

    async fn case(&mut self, stage: &Stage, tool: &Declared, case: &Case) -> anyhow::Result<()> {
        let outcome = stage.call(&tool.name, &case.input, case.answers).await?;
        self.calls += 1;
        let read: Result<Vec<_>, String> =
            outcome.seen.iter().map(|seen| Decoded::of(seen, Self::facts())).collect();
        let faults = match read {
            Ok(requests) => {
                self.note(tool, &requests);
                judge::faults(
                    Self::facts(),
                    tool,
                    case,
                    &outcome,
                    &requests,
                    &deviations::constants(&tool.name),
                )
            }
            Err(fault) => vec![fault],
        };
        self.requests.extend(faults.into_iter().map(|what| Fault::new(tool, &case.name, what)));
        Ok(())
    }

    /// Remembers which endpoints these requests were for.
    fn note(&mut self, tool: &Declared, requests: &[Decoded<'_>]) {
        for request in requests {
            let used = tool.endpoints.iter().find(|endpoint| endpoint.is(request.operation));
            self.used.extend(used.map(|endpoint| (tool.name.clone(), endpoint.clone())));
        }
    }
}
