//! What a run is of. Its shape at the provider depends on `type`.

use serde::Serialize;

/// What a run is of.
#[derive(Serialize)]
#[serde(tag = "type")]
pub(super) enum Target<'a> {
    /// A branch, at its newest commit or at another.
    #[serde(rename = "pipeline_ref_target")]
    Branch {
        ref_type: RefType,
        ref_name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        commit: Option<Commit<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        selector: Option<Selector<'a>>,
    },
    /// A commit by itself. Nothing then says which pipeline to run but the selector, so it is required.
    #[serde(rename = "pipeline_commit_target")]
    Commit { commit: Commit<'a>, selector: Selector<'a> },
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RefType {
    Branch,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "commit")]
pub(super) struct Commit<'a> {
    hash: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Selector<'a> {
    Default,
    Custom { pattern: &'a str },
}

impl<'a> Target<'a> {
    /// The target of these inputs; nothing where they name neither a branch nor a commit.
    pub(super) fn new(
        branch: Option<&'a str>,
        commit: Option<&'a str>,
        pipeline: Option<&'a str>,
    ) -> Option<Self> {
        let commit = commit.map(|hash| Commit { hash });
        let selector = pipeline.map(|pattern| Selector::Custom { pattern });
        match (branch, commit) {
            (Some(ref_name), commit) => {
                Some(Self::Branch { ref_type: RefType::Branch, ref_name, commit, selector })
            }
            (None, Some(commit)) => {
                Some(Self::Commit { commit, selector: selector.unwrap_or(Selector::Default) })
            }
            (None, None) => None,
        }
    }
}
