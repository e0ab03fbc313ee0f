//! What a tool says about itself, as constants.
//!
//! `#[tool]` writes these; they become the tool's part of the connector's manifest. Each type is the
//! contract's type of the same name, with `&'static` in place of owned text, so that a declaration costs
//! nothing until it is asked for.

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or starts something.
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// Whether a request of this method carries a body even when it has nothing to say: some providers answer
    /// 400 or 411 without one.
    #[must_use]
    pub const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

/// What a call may do at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Creates or changes something that can be put right again.
    Write,
    /// Removes something, or cannot be undone.
    Destructive,
}

/// Where an endpoint's redirects may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redirects {
    /// Templates below the same API base; the host keeps the token on the way.
    pub within: &'static [&'static str],
    /// May lead to another origin; the host drops the token.
    pub away: bool,
}

/// A place besides `{workspace}` in the path where a request names a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkspacePosition {
    /// A query parameter.
    Query(&'static str),
    /// A property of the JSON body, by its dotted path.
    Body(&'static str),
}

/// One operation of the provider that a tool may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The request's method.
    pub method: Method,
    /// The path template below the API base.
    pub path: &'static str,
    /// Where its redirects may lead.
    pub redirects: Redirects,
    /// Where else it names a workspace.
    pub workspaces: &'static [WorkspacePosition],
    /// Properties of the JSON body, by dotted path, that hold a URL which the provider will call.
    pub callbacks: &'static [&'static str],
}

/// Whether a tool's operation still exists at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// It does.
    Live,
    /// It works, and will be removed.
    Deprecated(Change),
    /// It exists, and is expected to refuse OAuth tokens.
    Restricted(Change),
    /// It is gone, but for connections that say they still have it.
    Removed(Change),
}

/// A change of an operation's lifecycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Since when, as `2026-11-01`.
    pub since: &'static str,
    /// Why, and what to use instead.
    pub reason: &'static str,
}

/// What an answer looks like. It names one of the answers that the host knows, and the host writes the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A page of a list, or several gathered: `values`, `next` and the like.
    Page,
    /// One object.
    Object,
    /// An array by itself.
    List,
    /// Text with its media type.
    Text,
    /// A file: text, or base64 where it is none.
    File,
    /// `{}`: it worked.
    Nothing,
    /// Yes or no, under this name: `{"voted": true}`.
    Question(&'static str),
}

/// A tool's declaration: everything of its manifest but the input schema, which comes from its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Unique in the host: lower-case letters, digits, underscores; at most 64.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// For people and models: when to use it, what it returns, what it cannot do.
    pub description: &'static str,
    /// What a call may do.
    pub effect: Effect,
    /// Calling it twice with the same input is the same as calling it once.
    pub idempotent: bool,
    /// The requests that it may make, the main one first.
    pub endpoints: &'static [Endpoint],
    /// Scopes that the account's grant must cover.
    pub scopes: &'static [&'static str],
    /// Whether it still exists.
    pub lifecycle: Lifecycle,
    /// What `fields: "compact"` stands for.
    pub compact_fields: Option<&'static str>,
    /// What its answer looks like.
    pub answer: Answer,
    /// The integer input that says at which byte of a text answer to start.
    pub offset_input: Option<&'static str>,
}
