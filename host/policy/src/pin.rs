//! The workspaces that an account may touch.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

/// A workspace of the provider, by the names under which requests may know it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Workspace {
    /// Its name in URLs: `acme`.
    pub slug: String,
    /// Its UUID, with or without braces, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
}

impl Workspace {
    /// Whether `name` means this workspace: its slug, or its UUID with or without braces, in any case of ASCII letters.
    ///
    /// Nothing and empty braces never do. At Bitbucket `{}` stands for "whichever workspace this repository is in".
    pub fn is_named(&self, name: &str) -> bool {
        let bare = without_braces(name);
        !bare.is_empty()
            && (self.slug.eq_ignore_ascii_case(name)
                || self.uuid.as_deref().is_some_and(|uuid| without_braces(uuid).eq_ignore_ascii_case(bare)))
    }

    /// `name` as the provider writes it, where it means this workspace: the slug in its own case, a UUID in braces.
    /// Paths take no other spelling (Bitbucket facts, trap 9).
    pub fn spelled(&self, name: &str) -> Option<String> {
        if !self.is_named(name) {
            return None;
        }
        match &self.uuid {
            Some(uuid) if !self.slug.eq_ignore_ascii_case(name) => {
                Some(format!("{{{}}}", without_braces(uuid)))
            }
            _ => Some(self.slug.clone()),
        }
    }

    /// Whether `name` means this workspace and is written as [`Workspace::spelled`] writes it.
    pub fn is_spelled(&self, name: &str) -> bool {
        let in_braces = name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        name == self.slug || in_braces.is_some() && in_braces == self.uuid.as_deref().map(without_braces)
    }
}

/// The inside of `{…}`; anything else as it is.
fn without_braces(text: &str) -> &str {
    text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text)
}

/// The workspaces that an account may touch. The host holds it; neither a connector nor a caller can widen it.
///
/// An empty pin allows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pin(Vec<Workspace>);

impl Pin {
    /// A pin on these workspaces.
    pub const fn new(workspaces: Vec<Workspace>) -> Self {
        Self(workspaces)
    }

    /// Whether `name` is a slug or UUID of one of the workspaces. See [`Workspace::is_named`].
    pub fn allows(&self, name: &str) -> bool {
        self.named(name).is_some()
    }

    /// The workspace whose slug or UUID this is.
    pub fn named(&self, name: &str) -> Option<&Workspace> {
        self.0.iter().find(|workspace| workspace.is_named(name))
    }

    /// `name` as the provider writes it, where it is one of the workspaces. See [`Workspace::spelled`].
    pub fn spelled(&self, name: &str) -> Option<String> {
        self.named(name)?.spelled(name)
    }

    /// The workspace, where there is exactly one: what a call means that names none.
    pub fn only(&self) -> Option<&Workspace> {
        match self.0.as_slice() {
            [workspace] => Some(workspace),
            _ => None,
        }
    }

    /// The workspaces.
    pub fn workspaces(&self) -> &[Workspace] {
        &self.0
    }

    /// Whether the pin allows nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pin with only those workspaces that are named, in the order that it has them now.
    ///
    /// # Errors
    ///
    /// [`UnknownWorkspace`] with the first name that the pin does not allow already: narrowing never widens.
    pub fn narrowed_to(&self, names: &[String]) -> Result<Self, UnknownWorkspace> {
        if let Some(name) = names.iter().find(|name| !self.allows(name)) {
            return Err(UnknownWorkspace { name: name.clone() });
        }
        let kept = self.0.iter().filter(|workspace| names.iter().any(|name| workspace.is_named(name)));
        Ok(Self(kept.cloned().collect()))
    }
}

/// A pin was to be narrowed to a workspace that it does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("workspace {name:?} is not one of the account's; name only workspaces that it has now")]
pub struct UnknownWorkspace {
    /// The name.
    pub name: String,
}
