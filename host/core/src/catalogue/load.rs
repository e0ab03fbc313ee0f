//! Components become tools: several at a time, in their order.

use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use innkeeper_accounts::Provider;
use innkeeper_runtime::{Approval, Connector, Runtime};

use super::{Catalogue, Entry};
use crate::start::StartError;

/// A component to load at the start.
#[derive(Clone, Copy, Debug)]
pub struct Component<'a> {
    /// What progress and errors call it.
    pub name: &'a str,
    /// The component's bytes.
    pub bytes: &'a [u8],
}

/// Progress: a connector was loaded.
#[derive(Clone, Copy, Debug)]
pub struct Loaded<'a> {
    /// Which one.
    pub name: &'a str,
    /// How many are done, this one included.
    pub done: usize,
    /// Of how many.
    pub of: usize,
    /// How long it took; much longer where it had to be compiled.
    pub took: Duration,
}

/// A connector and its tools, ready to join.
struct Prepared {
    connector: Connector,
    entries: Vec<Arc<Entry>>,
    took: Duration,
}

/// What is loaded at the start and stays.
pub(crate) struct BuiltIn {
    /// Their tools.
    pub(crate) catalogue: Catalogue,
    /// In the order in which they were given.
    pub(crate) connectors: Vec<Connector>,
}

impl BuiltIn {
    /// Loads components, as many at a time as there are cores, and adds them in their order. `progress` is told of each.
    ///
    /// # Errors
    /// [`StartError::Load`] or [`StartError::Catalogue`] for the first one that is refused.
    pub(crate) async fn load(
        runtime: &Runtime,
        providers: &[Provider],
        components: &[Component<'_>],
        progress: impl Fn(Loaded<'_>),
    ) -> Result<Self, StartError> {
        let (mut catalogue, mut connectors) = (Catalogue::default(), Vec::with_capacity(components.len()));
        let cores = available_parallelism().map_or(1, usize::from);
        let loads: Vec<_> = components.iter().map(|component| prepare(runtime.clone(), *component)).collect();
        let mut loads = std::pin::pin!(futures_util::stream::iter(loads).buffered(cores));
        let mut done = 0;
        while let Some(prepared) = loads.next().await {
            let Prepared { connector, entries, took } = prepared?;
            catalogue.add(&connector, &entries, providers)?;
            connectors.push(connector);
            let Some(component) = components.get(done) else { break };
            done += 1;
            progress(Loaded { name: component.name, done, of: components.len(), took });
        }
        Ok(Self { catalogue, connectors })
    }
}

/// Loads one component, in a task of its own: reading a manifest is work as well.
fn prepare(
    runtime: Runtime,
    component: Component<'_>,
) -> impl Future<Output = Result<Prepared, StartError>> + use<> {
    let (name, bytes) = (component.name.to_owned(), component.bytes.to_vec());
    async move {
        let stopped = StartError::Stopped { name: name.clone() };
        let work = tokio::spawn(async move {
            let start = Instant::now();
            let connector = runtime
                .load(&bytes, Approval::ContractOnly)
                .await
                .map_err(|error| StartError::Load { name, error })?;
            let entries = Entry::all_of(&connector)?;
            Ok(Prepared { connector, entries, took: start.elapsed() })
        });
        work.await.unwrap_or(Err(stopped))
    }
}
