//! Revisions that name another repository.
//!
//! Where a provider compares commits, a revision may be `workspace/repository:commit`: that is how it writes the changes of
//! a pull request from a fork. A caller who may choose the revision could so read what is in a workspace outside the pin,
//! below a path whose own workspace is inside. So a provider says where its revisions stand, and what they name is held
//! against the pin. Where the provider itself leads there, by a redirect for a pull request, it may: that is part of the
//! pull request.

use std::sync::Arc;

use crate::request::{is_repository, workspace_of};
use crate::{PathTemplate, Pin, Refusal, TemplateError, ToolPolicy};

/// The last parameter of both forms of a path.
const SPEC: &str = "spec";
/// The workspace of the source, where it is a segment of its own.
const SOURCE: &str = "source_workspace";

/// The provider's paths that end in revisions. Cloning it shares them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparisons(Arc<[Comparison]>);

/// One of them in its two forms: `/…/diff/{spec}` and `/…/diff/{source_workspace}/{spec}`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Comparison {
    whole: PathTemplate,
    divided: PathTemplate,
}

impl Comparisons {
    /// Reads the paths below which the next segment is a spec: `/repositories/{workspace}/{repo_slug}/diff`.
    ///
    /// # Errors
    /// [`TemplateError`] for a text that is no beginning of a template.
    pub fn parse<S: AsRef<str>>(below: &[S]) -> Result<Self, TemplateError> {
        let comparison = |path: &S| {
            let path = path.as_ref();
            Ok(Comparison {
                whole: PathTemplate::parse(&format!("{path}/{{{SPEC}}}"))?,
                divided: PathTemplate::parse(&format!("{path}/{{{SOURCE}}}/{{{SPEC}}}"))?,
            })
        };
        below.iter().map(comparison).collect::<Result<_, _>>().map(Self)
    }

    /// Authorizes the revisions of a request's path, encoded and below the API's base, whatever template it came from.
    ///
    /// # Errors
    /// [`Refusal::Workspace`] for the first one that names a repository outside the pin.
    pub fn authorize(&self, tool: &ToolPolicy, pin: &Pin, path: &str) -> Result<(), Refusal> {
        let path = path.trim_end_matches('/');
        self.0.iter().try_for_each(|comparison| comparison.authorize(tool, pin, path))
    }
}

impl Comparison {
    fn authorize(&self, tool: &ToolPolicy, pin: &Pin, path: &str) -> Result<(), Refusal> {
        let allow = |workspace: &str, position: &str| {
            if pin.allows(workspace) {
                return Ok(());
            }
            let (tool, workspace) = (tool.name.clone(), workspace.to_owned());
            Err(Refusal::Workspace { tool, workspace, position: position.to_owned() })
        };
        if let Some(matched) = self.divided.matches_location(path) {
            return allow(&matched.get(SOURCE).unwrap_or_default(), "source of the comparison");
        }
        let Some(matched) = self.whole.matches_location(path) else { return Ok(()) };
        let spec = matched.get(SPEC).unwrap_or_default();
        workspaces_of(&spec).try_for_each(|workspace| allow(workspace, "revision"))
    }
}

/// The workspaces that a spec names: in `A..B`, or two revisions with a carriage return between, each that is written
/// `workspace/repository:commit`. No branch, tag or hash has a colon (git-check-ref-format), so nothing else is meant.
fn workspaces_of(spec: &str) -> impl Iterator<Item = &str> {
    let revisions = spec.split("..").flat_map(|part| part.split(char::is_control));
    revisions.filter_map(|revision| {
        let (named, _) = revision.split_once(':')?;
        // A repository alone is one of the path's own workspace.
        (!is_repository(named)).then(|| workspace_of(named))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Lifecycle, ScopeSet, Workspace};

    fn authorize(rest: &str) -> Result<(), Refusal> {
        let tool = ToolPolicy {
            name: "diff".to_owned(),
            toolset: "commits".to_owned(),
            effect: Effect::Read,
            scopes: ScopeSet::new(),
            endpoints: Vec::new(),
            lifecycle: Lifecycle::Live,
        };
        let pin = Pin::new(vec![Workspace { slug: "acme".to_owned(), uuid: None }]);
        let comparisons = Comparisons::parse(&["/repositories/{workspace}/{repo_slug}/diff"]).expect("paths");
        comparisons.authorize(&tool, &pin, &format!("/repositories/acme/shop{rest}"))
    }

    #[test]
    fn a_revision_of_another_workspace_is_refused() {
        for other in [
            "/diff/globex%2Freactor%3Amain",
            "/diff/globex%2Freactor:a%0Db",
            "/diff/main..globex%2Freactor%3Amain",
            "/diff/acme%2Fshop%3Aa..globex%2Freactor%3Ab",
            "/diff/%2Fglobex%2Freactor%3Aa",
            "/diff/globex/reactor%3Aa%0Db",
            "/diff/globex/reactor:a/",
            "/diff/%7B%7D%2Freactor%3Aa",
            "/diff/%2Freactor%3Aa",
            "/diff/acme%2F..%252Fglobex%252Freactor%3Aa",
            "/diff/acme%2Fa%2Fb%3Aa",
        ] {
            assert!(matches!(authorize(other), Err(Refusal::Workspace { .. })), "{other}");
        }
    }

    #[test]
    fn revisions_of_here_and_paths_that_compare_nothing_are_free() {
        for own in [
            "/diff/main",
            "/diff/feature%2Fcart..release%2F1.0",
            "/diff/acme%2Fshop%3Aa%0Db",
            "/diff/acme/shop:a%0Db",
            "/diff/shop%3Aa",
            "/commit/a/statuses/build/ci%2Funit%3Alinux",
            "/src/main/globex/reactor:a",
        ] {
            assert_eq!(authorize(own), Ok(()), "{own}");
        }
    }
}
