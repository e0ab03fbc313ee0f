//! `[[identity]]`: an issuer of the operator's own whose tokens let callers in.

use std::collections::{BTreeMap, BTreeSet};

use innkeeper_policy::Effect;
use serde::Deserialize;

use crate::caller::Role;

/// `[[identity]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityEntry {
    /// Names its callers in the audit: `oidc:NAME:SUBJECT`. 1 to 64 of a-z, 0-9, - and _.
    pub name: String,
    /// The issuer, letter for letter as `iss` of its tokens has it.
    pub issuer: String,
    /// What `aud` of a token has to name: this host, and no other service.
    pub audience: String,
    /// Where its keys are. Discovered where it is absent: `<issuer>/.well-known/openid-configuration`.
    pub jwks_url: Option<String>,
    /// The claim that has the groups: a list of texts, or one. A JSON Pointer reaches deeper: `/realm_access/roles`.
    #[serde(default = "groups")]
    pub groups_claim: String,
    /// The role that a group gives.
    pub roles: BTreeMap<String, Role>,
    /// The claim whose value an agent is bound to as its identifier.
    #[serde(default = "subject")]
    pub identifier_claim: String,
    /// Groups whose agents may act for any identifier, as a key without one may.
    #[serde(default)]
    pub unbound_groups: BTreeSet<String>,
    /// The effects that a group gives, in place of those of its role.
    #[serde(default)]
    pub effects: BTreeMap<String, Vec<Effect>>,
    /// The toolsets that a group gives, in place of all.
    #[serde(default)]
    pub toolsets: BTreeMap<String, BTreeSet<String>>,
}

fn groups() -> String {
    "groups".to_owned()
}

fn subject() -> String {
    "sub".to_owned()
}
