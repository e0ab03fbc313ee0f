//! Where a provider's paths name a workspace, so that a connector cannot name one in another way.
//!
//! The pin watches the parameter `{workspace}`. A connector that wrote `/repositories/{team}/{repo_slug}`, or a fixed
//! `/repositories/globex/{repo_slug}`, would walk around it. So a provider says below which prefixes the next segment is
//! a workspace, and a template that is, or could become, a path below such a prefix must have `{workspace}` there.

use crate::PathTemplate;
use crate::template::Segment;

/// The pin's parameter.
const WORKSPACE: &str = "workspace";

/// A prefix below which the next segment is a workspace: `/repositories`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspacePrefix(Vec<String>);

/// A template that could reach a workspace without naming it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the path template {template:?} reaches what is below {prefix:?} without naming its workspace: the segment after that prefix must be {{workspace}}"
)]
pub struct Unguarded {
    /// The template.
    pub template: String,
    /// The prefix that it can reach.
    pub prefix: String,
}

impl WorkspacePrefix {
    /// A prefix of literal segments.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(path.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect())
    }

    /// Whether the pin sees the workspace of every path that the template can become.
    ///
    /// # Errors
    /// [`Unguarded`] where it does not.
    pub fn check(&self, template: &PathTemplate) -> Result<(), Unguarded> {
        let segments = template.segments();
        let unguarded =
            || Unguarded { template: template.to_string(), prefix: format!("/{}", self.0.join("/")) };
        for (segment, literal) in segments.iter().zip(&self.0) {
            match segment {
                Segment::Literal(text) if text == literal => {}
                Segment::Literal(_) => return Ok(()),
                // It could become the prefix, and what follows a workspace that nobody checked.
                Segment::Parameter(_) | Segment::Rest => return Err(unguarded()),
            }
        }
        match segments.get(self.0.len()) {
            None => Ok(()),
            Some(Segment::Parameter(name)) if name == WORKSPACE => Ok(()),
            Some(_) => Err(unguarded()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(prefix: &str, template: &str) -> bool {
        WorkspacePrefix::new(prefix).check(&PathTemplate::parse(template).unwrap()).is_ok()
    }

    #[test]
    fn the_workspace_must_be_named_as_such() {
        assert!(check("/repositories", "/repositories/{workspace}/{repo_slug}"));
        for around in [
            "/repositories/{team}/{repo_slug}",
            "/repositories/globex/{repo_slug}",
            "/repositories/{path}",
            "/{anything}/{team}",
            "/{path}",
            "/{workspace}/{repo_slug}",
        ] {
            assert!(!check("/repositories", around), "{around} walks around the pin");
        }
    }

    #[test]
    fn paths_that_name_no_workspace_are_free() {
        for free in ["/user", "/user/emails", "/repositories", "/hook_events/{subject_type}"] {
            assert!(check("/repositories", free), "{free}");
        }
        assert!(check("/user/workspaces", "/user/workspaces"));
        assert!(check("/user/workspaces", "/user/workspaces/{workspace}/permission"));
        assert!(!check("/user/workspaces", "/user/{kind}/{workspace}"));
    }
}
