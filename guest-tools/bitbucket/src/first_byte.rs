//! Reading on in something long.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

/// Where to start: a number as an input, the header `range: bytes=4096-` in the request (RFC 9110 §14.2).
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FirstByte(u64);

impl FirstByte {
    /// The number; 0 is the first byte.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl Serialize for FirstByte {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("bytes={}-", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_becomes_a_range_without_an_end() {
        let start: FirstByte = serde_json::from_str("4096").unwrap();
        assert_eq!(start.get(), 4096);
        assert_eq!(serde_json::to_value(start).unwrap(), "bytes=4096-");
    }
}
