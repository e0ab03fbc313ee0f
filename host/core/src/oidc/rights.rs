//! From groups to what a caller may do.
//!
//! Groups add up: the strongest role counts, and effects and toolsets are those of all groups together. Being in one more
//! group never takes anything away. An agent is bound to the subject of its token, unless the operator names another claim
//! or a group whose agents act for anybody; operators and auditors are bound to nobody.

use std::collections::{BTreeMap, BTreeSet};

use innkeeper_policy::{CallerRights, Effect, Effects};
use jiff::Timestamp;
use serde_json::Value;

use super::issuer::Claims;
use super::refused::Refused;
use crate::caller::{Caller, Role};
use crate::settings::IdentityEntry;

/// Characters of a subject or identifier.
const LONGEST: usize = 256;
/// Groups of a token, and characters of each, that a refusal repeats.
const MOST_SHOWN: usize = 8;
const LONGEST_SHOWN: usize = 64;

/// What the groups of an issuer give.
pub(super) struct RightsByGroup {
    claim: String,
    roles: BTreeMap<String, Role>,
    effects: BTreeMap<String, Effects>,
    toolsets: BTreeMap<String, BTreeSet<String>>,
    identifier_claim: String,
    unbound: BTreeSet<String>,
}

impl RightsByGroup {
    pub(super) fn new(entry: &IdentityEntry) -> Self {
        let effects =
            |(group, effects): (&String, &Vec<Effect>)| (group.clone(), effects.iter().copied().collect());
        Self {
            claim: entry.groups_claim.clone(),
            roles: entry.roles.clone(),
            effects: entry.effects.iter().map(effects).collect(),
            toolsets: entry.toolsets.clone(),
            identifier_claim: entry.identifier_claim.clone(),
            unbound: entry.unbound_groups.clone(),
        }
    }

    /// The caller that these claims describe.
    pub(super) fn caller(&self, issuer: &str, claims: &Claims) -> Result<Caller, Refused> {
        let subject = text(claims.get("sub")).ok_or_else(|| Refused::Claim { claim: "sub".to_owned() })?;
        let groups = groups(find(claims, &self.claim));
        let role = groups.iter().filter_map(|group| self.roles.get(*group)).copied().max_by_key(strength);
        let role = role.ok_or_else(|| self.no_role(&groups))?;
        let bound_to = match role {
            Role::Agent if !groups.iter().any(|group| self.unbound.contains(*group)) => {
                Some(self.identifier(claims)?.to_owned())
            }
            Role::Operator | Role::Agent | Role::Auditor => None,
        };
        let rights = match role {
            Role::Operator => CallerRights { effects: Effects::ALL, toolsets: None },
            Role::Agent => CallerRights { effects: self.effects(&groups), toolsets: self.toolsets(&groups) },
            Role::Auditor => CallerRights { effects: Effects::NONE, toolsets: None },
        };
        Ok(Caller {
            id: format!("oidc:{issuer}:{subject}"),
            role,
            rights,
            bound_to,
            ends_at: claims.get("exp").and_then(Value::as_i64).and_then(|at| Timestamp::from_second(at).ok()),
        })
    }

    fn effects(&self, groups: &[&str]) -> Effects {
        let of = |group: &&str| match (self.effects.get(*group), self.roles.get(*group)) {
            (Some(said), _) => *said,
            (None, Some(Role::Agent)) => Effects::READ_WRITE,
            (None, _) => Effects::NONE,
        };
        groups.iter().flat_map(|group| of(group).iter().collect::<Vec<_>>()).collect()
    }

    fn toolsets(&self, groups: &[&str]) -> Option<BTreeSet<String>> {
        let unlimited = |group: &&str| {
            self.roles.get(*group) == Some(&Role::Agent) && !self.toolsets.contains_key(*group)
        };
        if groups.iter().any(unlimited) {
            return None;
        }
        Some(groups.iter().filter_map(|group| self.toolsets.get(*group)).flatten().cloned().collect())
    }

    fn identifier<'c>(&self, claims: &'c Claims) -> Result<&'c str, Refused> {
        let claim = &self.identifier_claim;
        let no = |hint| Refused::NoIdentifier { claim: claim.clone(), hint };
        // Anybody can write any address into a profile; only a confirmed one is somebody's.
        if claim == "email" && claims.get("email_verified") != Some(&Value::Bool(true)) {
            return Err(no(": an address counts where `email_verified` is true"));
        }
        text(find(claims, claim)).ok_or_else(|| no(""))
    }

    fn no_role(&self, groups: &[&str]) -> Refused {
        let wanted: Vec<String> = self.roles.keys().map(|group| format!("`{group}`")).collect();
        let shown = |group: &&str| {
            let printable = group.chars().filter(|one| !one.is_control() && *one != '`');
            format!("`{}`", printable.take(LONGEST_SHOWN).collect::<String>())
        };
        let held: Vec<String> = groups.iter().take(MOST_SHOWN).map(shown).collect();
        Refused::NoRole {
            claim: self.claim.clone(),
            wanted: wanted.join(", "),
            held: match (held.len(), groups.len()) {
                (0, _) => "none".to_owned(),
                (shown, all) if shown < all => format!("{} and {} more", held.join(", "), all - shown),
                _ => held.join(", "),
            },
        }
    }
}

fn strength(role: &Role) -> u8 {
    match role {
        Role::Auditor => 0,
        Role::Agent => 1,
        Role::Operator => 2,
    }
}

/// A claim by name, or by JSON Pointer.
fn find<'c>(claims: &'c Claims, name: &str) -> Option<&'c Value> {
    let Some(pointer) = name.strip_prefix('/') else { return claims.get(name) };
    let (first, rest) = pointer.split_once('/').map_or((pointer, None), |(first, rest)| (first, Some(rest)));
    let value = claims.get(&first.replace("~1", "/").replace("~0", "~"))?;
    rest.map_or(Some(value), |rest| value.pointer(&format!("/{rest}")))
}

fn groups(claim: Option<&Value>) -> Vec<&str> {
    match claim {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A text that can name somebody, in an audit as well.
fn text(claim: Option<&Value>) -> Option<&str> {
    let text = claim?.as_str()?;
    let fits =
        !text.trim().is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    fits.then_some(text)
}

#[cfg(test)]
mod tests;
