//! A connector: a toolset of one provider, as a table.

#[cfg(test)]
mod tests;

use crate::{Declaration, Failure, Output, Tool, schema};

/// A connector. `connector!` makes one and exports it; it can also be called natively, in tests.
#[derive(Debug)]
pub struct Connector {
    /// The provider that its tools call, such as `bitbucket`.
    pub provider: &'static str,
    /// The toolset's name, such as `pull-requests`.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// For people: what the toolset is for.
    pub description: &'static str,
    /// Semantic version.
    pub version: &'static str,
    /// Its tools.
    pub tools: &'static [Entry],
}

/// One tool of a connector's table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What the tool says about itself.
    pub declaration: Declaration,
    schema: fn() -> String,
    run: fn(&str) -> Result<Output, Failure>,
}

impl Entry {
    /// The entry of `T`.
    #[must_use]
    pub const fn of<T: Tool>() -> Self {
        Self { declaration: T::DECLARATION, schema: schema::input_schema::<T>, run: run::<T> }
    }

    /// JSON Schema (2020-12) of the tool's inputs.
    #[must_use]
    pub fn input_schema(&self) -> String {
        (self.schema)()
    }
}

impl Connector {
    /// Calls the tool `name` with a JSON object.
    ///
    /// # Errors
    /// [`Failure::Internal`] where there is no such tool, [`Failure::InvalidInput`] where the object is not
    /// its input, or the tool's own.
    pub fn invoke(&self, name: &str, input: &str) -> Result<Output, Failure> {
        match self.tools.iter().find(|entry| entry.declaration.name == name) {
            Some(entry) => (entry.run)(input),
            None => Err(Failure::Internal(format!("the connector {} has no tool {name}", self.name))),
        }
    }
}

fn run<T: Tool>(input: &str) -> Result<Output, Failure> {
    let input: T = serde_json::from_slice(input.as_bytes())
        .map_err(|error| Failure::InvalidInput { path: String::new(), message: error.to_string() })?;
    input.run()
}

/// Makes a crate a connector: `CONNECTOR` natively, the contract's exports in a component. The version is the
/// crate's. The crate's front page shows one.
#[macro_export]
macro_rules! connector {
    (
        provider = $provider:literal,
        name = $name:literal,
        title = $title:literal,
        description = $description:literal,
        tools = [$($tool:ty),+ $(,)?] $(,)?
    ) => {
        /// The connector of this crate.
        pub static CONNECTOR: $crate::Connector = $crate::Connector {
            provider: $provider,
            name: $name,
            title: $title,
            description: $description,
            version: env!("CARGO_PKG_VERSION"),
            tools: &[$($crate::Entry::of::<$tool>()),+],
        };

        $crate::export_component!(CONNECTOR);
    };
}

/// Natively there is nothing to export.
#[cfg(not(target_family = "wasm"))]
#[doc(hidden)]
#[macro_export]
macro_rules! export_component {
    ($connector:ident) => {};
}

/// Exports the connector under the names of the contract.
#[cfg(target_family = "wasm")]
#[doc(hidden)]
#[macro_export]
macro_rules! export_component {
    ($connector:ident) => {
        mod component {
            pub(crate) struct Component;

            impl $crate::component::bindings::exports::innkeeper::connector::tools::Guest for Component {
                fn describe() -> $crate::component::Manifest {
                    $crate::component::describe(&super::$connector)
                }

                fn invoke(tool: String, input: String) -> $crate::component::Answer {
                    $crate::component::invoke(&super::$connector, &tool, &input)
                }
            }
        }
        use component::Component;
        $crate::component::export!(Component with_types_in $crate::component::bindings);
    };
}
