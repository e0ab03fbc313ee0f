//! HTTP clients whose requests carry a secret: to token endpoints, and to whoever keeps a key.

use std::error::Error as _;
use std::time::Duration;

/// Time to set up a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A client whose answers take at most `timeout`. It follows no redirect and takes no proxy of the environment: either
/// would see the secret.
///
/// # Errors
/// What the TLS backend says, if it does not start.
pub fn secret_client(timeout: Duration) -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .tcp_nodelay(true)
        .connect_timeout(CONNECT_TIMEOUT.min(timeout))
        .timeout(timeout)
        .build()
}

/// The innermost cause: "connection refused", not the URL around it.
#[must_use]
pub fn root_cause(error: &reqwest::Error) -> String {
    let Some(mut cause) = error.source() else { return "the request could not be made".to_owned() };
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
