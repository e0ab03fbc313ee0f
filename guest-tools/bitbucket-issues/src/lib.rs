//! Bitbucket Cloud: issues.
