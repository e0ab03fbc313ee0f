//! What a caller of this crate can get wrong.

/// A mistake in how the simulator was asked, never one of the answers that it plays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// Bitbucket has no scope of this name.
    #[error("no scope is called {name:?}; see Scope::ALL for those that exist")]
    UnknownScope {
        /// The name as it was given.
        name: String,
    },
    /// No consumer with this key was registered.
    #[error("no consumer has the key {key:?}; register it first")]
    UnknownConsumer {
        /// The key as it was given.
        key: String,
    },
    /// The seed holds no user with this nickname.
    #[error("the seed has no user called {nickname:?}")]
    UnknownUser {
        /// The nickname as it was given.
        nickname: String,
    },
    /// The seed holds no workspace with this slug.
    #[error("the seed has no workspace called {slug:?}")]
    UnknownWorkspace {
        /// The slug as it was given.
        slug: String,
    },
    /// The system gave no random bytes.
    #[error("no random bytes: {0}")]
    Randomness(#[from] std::io::Error),
}
