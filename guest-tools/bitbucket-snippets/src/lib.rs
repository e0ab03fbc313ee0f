//! Bitbucket Cloud: snippets.
