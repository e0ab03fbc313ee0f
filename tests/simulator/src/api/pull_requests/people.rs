//! People in bodies.

use serde_json::Value;

use super::super::{operation::Call, refusal::Refusal};
use crate::world::{UserId, World};

/// Reviewers are named by UUID or account id, exist, and are not the author (facts, trap 20).
pub(super) fn reviewers(world: &World, call: &Call<'_>, author: UserId) -> Result<Vec<UserId>, Refusal> {
    let mut reviewers = Vec::new();
    for entry in call.list("/reviewers") {
        let named = |name: &str| entry.get(name).and_then(Value::as_str);
        let identifier = named("uuid").or_else(|| named("account_id")).unwrap_or_default();
        let Some(user) = world.user_identified(identifier) else {
            return Err(Refusal::field("reviewers", &format!("{identifier:?} is no account")));
        };
        if user == author {
            let name = &world.user(user).display_name;
            let problem = format!("{name} is the author and cannot be included as a reviewer.");
            return Err(Refusal::field("reviewers", &problem));
        }
        if !reviewers.contains(&user) {
            reviewers.push(user);
        }
    }
    Ok(reviewers)
}
