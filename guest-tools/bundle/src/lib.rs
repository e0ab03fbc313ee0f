//! The built-in connectors, as components.
//!
//! The build script compiles them; here are their bytes and nothing else. The runtime loads them as it loads
//! any other connector: being built in gives no rights.

#![forbid(unsafe_code)]

/// A connector that travels inside the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// The name of its package, such as `bitbucket-repositories`.
    pub name: &'static str,
    /// The component.
    pub component: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/connectors.rs"));

#[cfg(test)]
mod tests {
    use super::CONNECTORS;

    /// A component's magic number and version; a core module has version 1 of layer 0.
    const COMPONENT: [u8; 8] = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];

    #[test]
    fn each_connector_is_a_component_of_its_own() {
        for (index, connector) in CONNECTORS.iter().enumerate() {
            assert!(connector.component.starts_with(&COMPONENT), "{}", connector.name);
            assert!(CONNECTORS[..index].iter().all(|other| other.name != connector.name));
        }
        assert!(!CONNECTORS.is_empty());
    }
}
