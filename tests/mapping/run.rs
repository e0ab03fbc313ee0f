//! All cases of all tools, run once, and what was found.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use futures_util::future::try_join_all;
use tokio::sync::OnceCell;

use crate::cases::{self, Case};
use crate::declaration;
use crate::declared::{Declared, Endpoint};
use crate::decoded::Decoded;
use crate::deviations;
use crate::facts::{Constant, Facts};
use crate::judge;
use crate::report::Fault;
use crate::stage::{Guest, Outcome, Stage};

/// Accounts that share the tools among them. A call waits for the disk, where its audit record goes, as long as it works.
const GUESTS: usize = 16;

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
    /// Tools and the constants of `deviations.rs` that they sent.
    pub(crate) constants: BTreeSet<(String, String)>,
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
        let stage = Arc::new(Stage::open().await?);
        let tools = Arc::new(Mutex::new(stage.tools().await?));
        // All of them are there before the first call: until then, a token that is new is the last one's.
        let mut guests = Vec::new();
        for number in 0..GUESTS {
            guests.push(stage.guest(number).await?);
        }
        let share = |guest| tokio::spawn(Self::share(Arc::clone(&stage), guest, Arc::clone(&tools)));
        let mut whole = Self::default();
        for part in try_join_all(guests.into_iter().map(share)).await? {
            whole.add(part?);
        }
        stage.ensure_no_strays()?;
        Ok(whole)
    }

    fn add(&mut self, part: Self) {
        self.tools.extend(part.tools);
        self.declarations.extend(part.declarations);
        self.requests.extend(part.requests);
        self.used.extend(part.used);
        self.constants.extend(part.constants);
        self.calls += part.calls;
    }

    /// As many of the tools as one guest gets to.
    async fn share(
        stage: Arc<Stage>,
        guest: Guest,
        tools: Arc<Mutex<Vec<Declared>>>,
    ) -> anyhow::Result<Self> {
        let mut run = Self::default();
        while let Some(tool) = next(&tools) {
            let faults = declaration::faults(&tool, Self::facts());
            run.declarations.extend(faults.into_iter().map(|what| Fault::new(&tool, "declaration", what)));
            for case in cases::of(&tool, stage.base()) {
                let outcome = stage.call(&guest, &tool.name, &case.input, case.answers).await?;
                run.judge(&tool, &case, &outcome);
            }
            run.tools.push(tool);
        }
        Ok(run)
    }

    fn judge(&mut self, tool: &Declared, case: &Case, outcome: &Outcome) {
        self.calls += 1;
        let read: Result<Vec<_>, String> =
            outcome.seen.iter().map(|seen| Decoded::of(seen, Self::facts())).collect();
        let faults = match read {
            Ok(requests) => {
                let constants = deviations::constants(&tool.name);
                self.note(tool, &requests, &constants);
                judge::faults(Self::facts(), tool, case, outcome, &requests, &constants)
            }
            Err(fault) => vec![fault],
        };
        self.requests.extend(faults.into_iter().map(|what| Fault::new(tool, &case.name, what)));
    }

    /// Remembers which endpoints these requests were for, and which constants were in them.
    fn note(&mut self, tool: &Declared, requests: &[Decoded<'_>], constants: &[Constant]) {
        for request in requests {
            let used = tool.endpoints.iter().find(|endpoint| endpoint.is(request.operation));
            self.used.extend(used.map(|endpoint| (tool.name.clone(), endpoint.clone())));
        }
        let is_sent = |constant: &&Constant| {
            requests.iter().any(|one| one.at(&constant.place).contains(&constant.value))
        };
        let sent = constants.iter().filter(is_sent);
        self.constants.extend(sent.map(|constant| (tool.name.clone(), constant.to_string())));
    }
}

/// A tool that nobody has tried yet.
fn next(tools: &Mutex<Vec<Declared>>) -> Option<Declared> {
    tools.lock().unwrap_or_else(PoisonError::into_inner).pop()
}
