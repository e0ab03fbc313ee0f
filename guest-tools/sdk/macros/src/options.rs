//! What stands in `#[tool(…)]`.

mod parse;

use std::fmt::Display;

use quote::ToTokens;
use syn::{Error, Ident, Lit, LitInt, LitStr, Path};

/// An error at the place of `tokens`.
pub(crate) fn error(tokens: impl ToTokens, message: impl Display) -> Error {
    Error::new_spanned(tokens, message)
}

/// The options as they stand there.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) name: Option<LitStr>,
    pub(crate) title: Option<LitStr>,
    pub(crate) effect: Option<Effect>,
    pub(crate) idempotent: Option<Ident>,
    pub(crate) scopes: Option<Vec<LitStr>>,
    pub(crate) endpoint: Option<(Method, LitStr)>,
    pub(crate) redirects: Option<Redirects>,
    pub(crate) workspaces: Option<Vec<WorkspacePosition>>,
    pub(crate) callbacks: Option<Vec<LitStr>>,
    pub(crate) also: Vec<Endpoint>,
    pub(crate) constants: Vec<Constant>,
    pub(crate) run: Option<Path>,
    pub(crate) answer: Option<LitStr>,
    pub(crate) page_limit: Option<LitInt>,
    pub(crate) filters: Option<Filters>,
    pub(crate) compact: Option<LitStr>,
    pub(crate) offset_input: Option<LitStr>,
    pub(crate) returns: Option<Returns>,
    pub(crate) lifecycle: Option<Lifecycle>,
}

/// The method of an endpoint, under the name of its option.
#[derive(Clone)]
pub(crate) struct Method {
    pub(crate) keyword: Ident,
    pub(crate) kind: MethodKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MethodKind {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl MethodKind {
    /// Where an input goes that is not in the path: into the body, or into the query.
    pub(crate) fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effect {
    Read,
    Write,
    Destructive,
}

/// Which of the two ways to choose from a list there are.
#[derive(Clone, Copy, Default)]
pub(crate) struct Filters {
    pub(crate) by_query: bool,
    pub(crate) by_order: bool,
}

/// What an answer looks like.
pub(crate) enum Returns {
    Page,
    Object,
    List,
    Text,
    File,
    Nothing,
    Question(LitStr),
}

#[derive(Default)]
pub(crate) struct Redirects {
    pub(crate) within: Vec<LitStr>,
    pub(crate) away: bool,
}

pub(crate) enum WorkspacePosition {
    Query(LitStr),
    Body(LitStr),
}

pub(crate) struct Endpoint {
    pub(crate) method: Method,
    pub(crate) path: LitStr,
    pub(crate) redirects: Redirects,
    pub(crate) workspaces: Vec<WorkspacePosition>,
    pub(crate) callbacks: Vec<LitStr>,
}

/// A part of the request that no input changes.
pub(crate) struct Constant {
    pub(crate) place: ConstantPlace,
    pub(crate) name: LitStr,
    pub(crate) value: Lit,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ConstantPlace {
    Body,
    Query,
    Header,
}

pub(crate) struct Lifecycle {
    pub(crate) stage: Stage,
    pub(crate) since: LitStr,
    pub(crate) reason: LitStr,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    Deprecated,
    Restricted,
    Removed,
}
