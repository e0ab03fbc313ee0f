//! The groups of commands, one file each.

pub(crate) mod accounts;
pub(crate) mod completions;
pub(crate) mod connections;
pub(crate) mod connectors;
pub(crate) mod invoke;
pub(crate) mod keys;
pub(crate) mod mcp;
pub(crate) mod openapi;
pub(crate) mod serve;
pub(crate) mod tools;
pub(crate) mod vault;
