//! What the host counts of itself, for `/metrics`.
//!
//! `docs/metrics.md` has every metric with its meaning. None has an identifier, an account, a token or anything that a
//! caller made up in a label: labels are toolsets and connections that the operator set up, and names from fixed lists.
//!
//! Executions are counted as they end. Everything else is counted where it happens, by the crates below, and collected
//! when somebody asks: see `collected`.

mod collected;

use std::time::Duration;

use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::audit;
use crate::host::Host;
use crate::problem::{Kind, Problem, Result};
use crate::trace::Trace;

/// What all names begin with.
const PREFIX: &str = "innkeeper";
/// Seconds of a whole call, and of its waiting for the provider.
const CALL_BUCKETS: [f64; 14] =
    [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];
/// Seconds in a connector.
const GUEST_BUCKETS: [f64; 12] =
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];
/// Stands for the toolset of a call of a tool that there is not: its name is the caller's, and is no label.
const NO_TOOLSET: &str = "none";

/// Names and values of labels.
type Labels<const N: usize> = [(&'static str, String); N];
type Histograms = Family<Labels<1>, Histogram, fn() -> Histogram>;

/// Executions, as they were counted.
pub(crate) struct Metrics {
    registry: Registry,
    executions: Family<Labels<2>, Counter>,
    call: Histograms,
    guest: Histograms,
    upstream: Histograms,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let calls = || Family::new_with_constructor((|| Histogram::new(CALL_BUCKETS)) as fn() -> Histogram);
        let guests = (|| Histogram::new(GUEST_BUCKETS)) as fn() -> Histogram;
        let (executions, call, upstream) = (Family::default(), calls(), calls());
        let guest = Family::new_with_constructor(guests);
        let mut registry = Registry::with_prefix(PREFIX);
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The host's version", build);
        registry.register("executions", "Calls of tools that ended", executions.clone());
        let mut seconds = |name: &str, help: &str, family: &Histograms| {
            registry.register_with_unit(name, help, Unit::Seconds, family.clone());
        };
        seconds("execution_duration", "How long whole calls took", &call);
        seconds("guest_duration", "How long calls ran in their connector", &guest);
        seconds("upstream_duration", "How long calls waited for the provider", &upstream);
        Self { registry, executions, call, guest, upstream }
    }

    /// Counts a call that ended.
    pub(crate) fn count(&self, trace: &Trace, kind: Option<Kind>, took: Duration) {
        let toolset = || {
            let entry = trace.entry.as_ref();
            entry.map_or(NO_TOOLSET, |entry| entry.tool.policy.toolset.as_str()).to_owned()
        };
        let outcome = audit::outcome(kind);
        self.executions.get_or_create(&[("toolset", toolset()), ("outcome", outcome)]).inc();
        let observe = |family: &Histograms, time: Duration| {
            family.get_or_create(&[("toolset", toolset())]).observe(time.as_secs_f64());
        };
        observe(&self.call, took);
        if let Some(guest) = trace.guest() {
            observe(&self.guest, guest);
        }
        if let Some(upstream) = trace.upstream() {
            observe(&self.upstream, upstream);
        }
    }
}

impl Host {
    /// All metrics of this host, in the text format of OpenMetrics 1.0, which Prometheus reads.
    ///
    /// # Errors
    /// `INTERNAL` where they cannot be written. Without the vault, what is kept in it is left out.
    pub async fn metrics(&self) -> Result<String> {
        let collected = collected::registry(&self.parts).await;
        let mut written = String::new();
        text::encode_registry(&mut written, &self.parts.metrics.registry)
            .and_then(|()| text::encode_registry(&mut written, &collected))
            .and_then(|()| text::encode_eof(&mut written))
            .map_err(|error| Problem::internal("writing the metrics", &error))?;
        Ok(written)
    }
}
