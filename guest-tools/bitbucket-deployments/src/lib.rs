//! Bitbucket Cloud: deployments.
