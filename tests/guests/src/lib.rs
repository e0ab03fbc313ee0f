//! Connectors that misbehave, as components, for the tests of the sandbox.
//!
//! - [`HOSTILE`]: a connector whose manifest is in order, and whose tools are not: each does one thing that the host must
//!   survive or refuse. `hostile/src/` says what, tool by tool.
//! - [`DESCRIBE_SENDS`]: sends a request while it is described, and reports in its description what came of it.
//! - [`UNDECLARED_IMPORT`]: imports `evil:host/door` beside the contract.
//! - [`AROUND_THE_PIN`]: has an endpoint whose workspace is not called `{workspace}`.
//! - [`CONFORMANCE`]: behaves, and answers in every form that an answer can have.
//! - [`NOT_A_COMPONENT`]: a core module.

#![forbid(unsafe_code)]

include!(concat!(env!("OUT_DIR"), "/guests.rs"));
