//! What a session token may be: no more than its maker is.

use std::collections::BTreeSet;

use innkeeper_policy::{CallerRights, Effect, Effects};
use jiff::{SignedDuration, Timestamp};

use crate::caller::{Caller, Role};
use crate::problem::{Kind, Problem, Result};

/// A session token lives a day at most.
const LONGEST_SESSION_S: u64 = 86_400;

/// When a session token of this life ends: not after its maker, unless that is an operator.
pub(super) fn end_of(maker: &Caller, ttl_s: u64) -> Result<Timestamp> {
    let now = Timestamp::now();
    let left =
        maker.ends_at.filter(|_| maker.role != Role::Operator).map(|end| end.duration_since(now).as_secs());
    let left = left.map_or(LONGEST_SESSION_S, |left| u64::try_from(left).unwrap_or(0));
    let longest = LONGEST_SESSION_S.min(left);
    if !(1..=longest).contains(&ttl_s) {
        let why = if longest < LONGEST_SESSION_S { ": what you came with ends then" } else { "" };
        return Err(Problem::bad_field("/ttl_s", format!("must be from 1 to {longest} seconds{why}")));
    }
    Ok(now + SignedDuration::from_secs(i64::try_from(ttl_s).unwrap_or(0)))
}

/// The rights of a session token: what was asked for, where its maker has it.
pub(super) fn lent_rights(
    maker: &Caller,
    effects: Option<Vec<Effect>>,
    toolsets: Option<BTreeSet<String>>,
) -> Result<CallerRights> {
    let unlimited = maker.role == Role::Operator;
    let has = if unlimited { Effects::ALL } else { maker.rights.effects };
    let effects = match effects {
        Some(asked) => asked.into_iter().collect(),
        None => Effects::READ_WRITE.intersection(has),
    };
    if !effects.is_subset(has) {
        let said =
            format!("a session token gives away no more than its maker has, which is the effects {has}");
        return Err(denied("effect", said));
    }
    let toolsets = match (toolsets, maker.rights.toolsets.as_ref().filter(|_| !unlimited)) {
        (Some(asked), Some(has)) if !asked.is_subset(has) => {
            let names: Vec<&str> = has.iter().map(String::as_str).collect();
            let said = "a session token gives away no more than its maker has, which is the toolsets";
            return Err(denied("toolset", format!("{said} {}", names.join(", "))));
        }
        (Some(asked), _) => Some(asked),
        (None, has) => has.cloned(),
    };
    Ok(CallerRights { effects, toolsets })
}

fn denied(layer: &'static str, said: String) -> Box<Problem> {
    let mut problem = Problem::new(Kind::PolicyDenied, said);
    problem.layer = Some(layer);
    problem
}
