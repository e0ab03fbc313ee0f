//! When to end.

/// Returns when somebody asks this process to end: Ctrl-C, or `SIGTERM` from a supervisor.
pub(crate) async fn end_asked_for() {
    let told = tokio::select! {
        told = tokio::signal::ctrl_c() => told,
        told = terminated() => told,
    };
    if let Err(error) = told {
        // Ending at once would be worse than a host that only SIGKILL ends.
        tracing::warn!(%error, "signals cannot be listened to");
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminated() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    signal(SignalKind::terminate())?.recv().await;
    Ok(())
}

#[cfg(not(unix))]
async fn terminated() -> std::io::Result<()> {
    std::future::pending().await
}
