//! Bitbucket Cloud: commits.
