//! A tool: a declaration, a set of inputs, and what to do with them.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::{Declaration, Failure, Output, Request};

/// One named operation. A value of the type is one call's input.
///
/// Implemented by `#[tool]`, which takes the endpoints, the request and the input schema from one
/// declaration, so that they cannot disagree.
pub trait Tool: DeserializeOwned + JsonSchema {
    /// What the tool says about itself.
    const DECLARATION: Declaration;

    /// The request that this input stands for: the plain mapping of the declaration. Sends nothing.
    ///
    /// # Errors
    /// [`Failure::InvalidInput`] where a parameter of the path has no value.
    fn request(&self) -> Result<Request, Failure>;

    /// Does what the tool is for. Unless the declaration says `run = …`: sends [`Tool::request`] and passes
    /// the answer on.
    ///
    /// # Errors
    /// Whatever stands in the way; see [`Failure`].
    fn run(self) -> Result<Output, Failure> {
        Ok(self.request()?.send()?.pass_on())
    }
}
