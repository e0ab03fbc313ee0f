//! The rekey pass of a host: one at a time, started or joined by whoever asks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use innkeeper_vault::{RekeyProgress, Vault};
use jiff::Timestamp;
use serde::Serialize;
use tokio::task::JoinSet;
use utoipa::ToSchema;

use crate::settings::EngineName;

/// A pass, as the API shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RekeyPass)]
pub struct RekeyView {
    /// Whether it goes on.
    pub state: RekeyState,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
    /// Records that it has looked at.
    pub seen: u64,
    /// Records whose data key it has wrapped anew.
    pub rewrapped: u64,
    /// Records that are still to be rewrapped.
    pub left: u64,
    /// Records that it could not rewrap.
    pub refused: u64,
    /// Why the first of them was not, or why the pass ended early.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// Whether a pass goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RekeyState {
    /// It does.
    Running,
    /// It came to its end.
    Finished,
    /// It ended early; another one goes on where it was.
    Failed,
}

/// The vault of a host, and its latest pass.
pub(crate) struct Rekeying {
    pub(crate) engine: EngineName,
    vault: Vault,
    latest: Arc<Mutex<Option<Pass>>>,
    /// The pass that is under way; it ends with the host.
    task: Mutex<JoinSet<()>>,
}

/// A pass so far.
#[derive(Clone)]
pub(crate) struct Pass {
    pub(crate) progress: RekeyProgress,
    pub(crate) view: RekeyView,
}

impl Rekeying {
    pub(crate) fn new(vault: Vault, engine: EngineName) -> Self {
        Self { engine, vault, latest: Arc::default(), task: Mutex::default() }
    }

    /// The latest pass of this host since it started.
    pub(crate) fn latest(&self) -> Option<Pass> {
        lock(&self.latest).clone()
    }

    /// Starts a pass, unless one is under way, and gives the one that is.
    pub(crate) fn start(&self) -> RekeyView {
        let mut task = lock(&self.task);
        while task.try_join_next().is_some() {}
        let running = self.latest().filter(|_| !task.is_empty());
        if let Some(pass) = running.filter(|pass| pass.view.state == RekeyState::Running) {
            return pass.view;
        }
        let view = RekeyView {
            state: RekeyState::Running,
            started_at: Timestamp::now(),
            finished_at: None,
            seen: 0,
            rewrapped: 0,
            left: 0,
            refused: 0,
            problem: None,
        };
        // No progress yet: whoever asks now counts for itself.
        *lock(&self.latest) = Some(Pass { progress: RekeyProgress::default(), view: view.clone() });
        task.spawn(run(self.vault.clone(), Arc::clone(&self.latest)));
        view
    }
}

async fn run(vault: Vault, latest: Arc<Mutex<Option<Pass>>>) {
    let note = |change: &dyn Fn(&mut Pass)| {
        if let Some(pass) = &mut *lock(&latest) {
            change(pass);
        }
    };
    tracing::info!(key_id = %vault.key_id(), "rekeying the vault");
    let ended = vault.rekey(|progress| note(&|pass| pass.is_at(progress))).await;
    match &ended {
        Ok(RekeyProgress { seen, rewrapped, left, refused, .. }) => {
            tracing::info!(seen, rewrapped, left, refused, "the vault was rekeyed");
        }
        Err(error) => {
            tracing::error!(%error, "rekeying the vault ended early; another pass goes on where this one was");
        }
    }
    note(&|pass| {
        pass.view.finished_at = Some(Timestamp::now());
        pass.view.state = if ended.is_ok() { RekeyState::Finished } else { RekeyState::Failed };
        if let Err(error) = &ended {
            pass.view.problem = Some(error.to_string());
        }
    });
}

impl Pass {
    fn is_at(&mut self, progress: &RekeyProgress) {
        self.progress = progress.clone();
        let RekeyProgress { seen, rewrapped, left, refused, refusal, .. } = progress;
        (self.view.seen, self.view.rewrapped) = (*seen, *rewrapped);
        (self.view.left, self.view.refused) = (*left, *refused);
        self.view.problem.clone_from(refusal);
    }
}

/// Locks what every use leaves whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
