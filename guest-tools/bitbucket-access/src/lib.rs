//! Bitbucket Cloud: access.
