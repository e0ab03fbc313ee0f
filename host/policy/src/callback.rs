//! Where the provider may be told to send data: the hosts of webhooks.

#[cfg(test)]
mod tests;

use serde_json::Value;
use url::Url;

use crate::request::{Property, find};
use crate::{Endpoint, Refusal, ToolPolicy};

/// The hosts that a connection lets the provider call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CallbackHosts {
    /// Any; the caller's right to destructive effects is what gates it.
    #[default]
    Any,
    /// These: `ci.example.com`, or `*.example.com` for all below it.
    Listed(Vec<String>),
}

impl CallbackHosts {
    /// Authorizes the URLs in a request's body that the provider will call.
    ///
    /// # Errors
    /// [`Refusal::CallbackHost`] for the first one whose host is not listed, or that is no URL with a host.
    pub fn authorize(
        &self,
        tool: &ToolPolicy,
        endpoint: &Endpoint,
        body: Option<&Value>,
    ) -> Result<(), Refusal> {
        let Self::Listed(hosts) = self else { return Ok(()) };
        endpoint.callbacks.iter().try_for_each(|property| {
            let refuse = |host: &str| {
                let (tool, property) = (tool.name.clone(), property.clone());
                Err(Refusal::CallbackHost { tool, property, host: host.to_owned() })
            };
            match body.map_or(Property::Unreadable, |body| find(body, property)) {
                Property::Absent => Ok(()),
                Property::Unreadable => refuse("something that is no URL"),
                Property::Text(text) => match host(text) {
                    Some(host) if hosts.iter().any(|listed| covers(listed, &host)) => Ok(()),
                    Some(host) => refuse(&host),
                    None => refuse(text),
                },
            }
        })
    }
}

/// The host as a client would look it up: lower case, without a dot at its end.
fn host(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    Some(url.host_str()?.trim_end_matches('.').to_owned())
}

fn covers(listed: &str, host: &str) -> bool {
    match listed.strip_prefix("*.") {
        Some(parent) => host.strip_suffix(parent).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
        None => listed.eq_ignore_ascii_case(host),
    }
}
