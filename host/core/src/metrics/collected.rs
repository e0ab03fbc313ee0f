//! What is looked up when somebody asks for metrics.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use innkeeper_accounts::Connection;
use innkeeper_egress::RequestOutcome;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use super::{Labels, PREFIX};
use crate::host::Parts;

type Numbers = Family<Labels<2>, Gauge>;

/// Counts and gauges of the moment.
pub(super) async fn registry(parts: &Parts) -> Registry {
    let mut registry = Registry::with_prefix(PREFIX);
    calls(parts, &mut registry);
    upstream(parts, &mut registry);
    refreshes(parts, &mut registry);
    budget_counts(parts, &mut registry);
    budget_standing(parts, &mut registry).await;
    registry
}

fn calls(parts: &Parts, registry: &mut Registry) {
    let load = parts.runtime.load_now();
    for (name, help, number) in [
        ("calls_running", "Calls that run in a connector now", load.running),
        ("calls_waiting", "Calls that wait for a place", load.waiting),
    ] {
        registry.register(name, help, gauge(number));
    }
}

fn upstream(parts: &Parts, registry: &mut Registry) {
    let requests = Family::<Labels<1>, Counter>::default();
    for (outcome, count) in parts.egress.outcomes() {
        let outcome = match outcome {
            RequestOutcome::Status(status) => status.to_string(),
            RequestOutcome::TimedOut => "timed_out".to_owned(),
            RequestOutcome::Unreachable => "unreachable".to_owned(),
        };
        requests.get_or_create(&[("outcome", outcome)]).inc_by(count);
    }
    registry.register("upstream_requests", "Requests that were sent, by what came back", requests);
}

fn refreshes(parts: &Parts, registry: &mut Registry) {
    let refreshes = Family::<Labels<2>, Counter>::default();
    for connection in parts.accounts.connections() {
        let counts = connection.refreshes();
        for (outcome, count) in
            [("renewed", counts.renewed), ("refused", counts.refused), ("failed", counts.failed)]
        {
            refreshes.get_or_create(&labels(&connection, "outcome", outcome)).inc_by(count);
        }
    }
    registry.register("token_refreshes", "Refreshes of access tokens", refreshes);
}

fn budget_counts(parts: &Parts, registry: &mut Registry) {
    let requests = Family::<Labels<2>, Counter>::default();
    let refusals = Family::<Labels<3>, Counter>::default();
    for connection in parts.accounts.connections() {
        for (group, counts) in parts.budgets.of(&connection).counts() {
            let labels = labels(&connection, "group", group);
            requests.get_or_create(&labels).inc_by(counts.sent);
            let reasons = [("spent", counts.spent), ("share", counts.share), ("paused", counts.paused)];
            for (reason, count) in reasons {
                let [connection, group] = labels.clone();
                refusals.get_or_create(&[connection, group, ("reason", reason.to_owned())]).inc_by(count);
            }
        }
    }
    registry.register("budget_requests", "Requests that were taken from the rate budget and sent", requests);
    registry.register("budget_refusals", "Requests that the rate budget did not cover", refusals);
}

async fn budget_standing(parts: &Parts, registry: &mut Registry) {
    let (limit, used) = (Numbers::default(), Numbers::default());
    let pause = Family::<Labels<2>, Gauge<f64, AtomicU64>>::default();
    for connection in parts.accounts.connections() {
        let standing = match parts.budgets.of(&connection).standing().await {
            Ok(standing) => standing,
            Err(error) => {
                tracing::warn!(%error, connection = connection.name(), "metrics of the rate budget are left out");
                continue;
            }
        };
        for one in standing {
            let labels = labels(&connection, "group", &one.group);
            limit.get_or_create(&labels).set(one.limit.into());
            used.get_or_create(&labels).set(one.used.into());
            // Milliseconds of an hour at most: exact in a float.
            pause.get_or_create(&labels).set(one.paused_ms.unwrap_or(0) as f64 / 1_000.0);
        }
    }
    registry.register("budget_limit_requests", "Requests per hour that the provider takes", limit);
    registry.register("budget_used_requests", "Requests of the past hour, of all hosts", used);
    let help = "How long the provider asked not to be called yet";
    registry.register_with_unit("budget_pause", help, Unit::Seconds, pause);
}

fn labels(connection: &Arc<Connection>, name: &'static str, value: &str) -> Labels<2> {
    [("connection", connection.name().to_owned()), (name, value.to_owned())]
}

fn gauge(number: usize) -> Gauge {
    let gauge = Gauge::default();
    gauge.set(i64::try_from(number).unwrap_or(i64::MAX));
    gauge
}
