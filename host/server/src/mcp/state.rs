//! What a client carries from one round of a call to the next.
//!
//! It comes back as the client likes, so it is sealed: bound to the caller, the identifier, the tool and the input, and good
//! for as long as a consent link. It says which account the call waits for, and grants nothing: a call that comes back with
//! it is decided like any other.

use std::sync::Arc;
use std::time::Duration;

use innkeeper::Host;
use rmcp::ErrorData;
use rmcp::model::{JsonObject, RequestStateCodec, RequestStateError, SealOptions};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::asker::Asker;
use super::parts;

/// How long a round may take. A person reads, signs in and agrees meanwhile.
const LIFE: Duration = Duration::from_secs(600);

/// What a call waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    /// The account whose user was asked to connect.
    pub(crate) account: String,
    /// How often the user was asked.
    pub(crate) round: u32,
}

/// What a state is bound to.
pub(crate) struct Bound(Vec<u8>);

impl Bound {
    pub(crate) fn to(asker: &Asker, tool: &str, input: &JsonObject) -> Self {
        let input = serde_json::to_vec(input).unwrap_or_default();
        let named = asker.named().unwrap_or_default();
        Self(parts::joined(&[
            asker.caller.id.as_bytes(),
            named.as_bytes(),
            tool.as_bytes(),
            &Sha256::digest(&input),
        ]))
    }
}

/// Seals and opens states. The first seals, all of them open: a client may come back with what a host gave out before the
/// master key was changed, or to a host where it is not changed yet.
#[derive(Clone)]
pub(crate) struct States(Arc<[RequestStateCodec]>);

impl States {
    pub(crate) fn new(host: &Host) -> Self {
        // Long enough by its type.
        let codec = |key: Zeroizing<[u8; 32]>| RequestStateCodec::new_unchecked(key.to_vec());
        Self(host.derive_keys("mcp request state").into_iter().map(codec).collect())
    }

    pub(crate) fn seal(&self, waiting: &Waiting, bound: &Bound) -> Result<String, ErrorData> {
        let options = SealOptions::new().associated_data(&bound.0).ttl(LIFE);
        let sealed = self.0.first().and_then(|codec| codec.seal_json_with(waiting, &options).ok());
        sealed.ok_or_else(|| ErrorData::internal_error("the state of the call could not be written", None))
    }

    /// # Errors
    /// Invalid params, for what this host did not give out for this very call, or too long ago.
    pub(crate) fn open(&self, sealed: &str, bound: &Bound) -> Result<Waiting, ErrorData> {
        let mut said = "`requestState` is not one that this host gave for this call: call again without it";
        for codec in &*self.0 {
            match codec.open_json_with(sealed, &bound.0) {
                Ok(waiting) => return Ok(waiting),
                Err(RequestStateError::Expired) => said = "`requestState` has expired: call again without it",
                Err(_) => {}
            }
        }
        Err(ErrorData::invalid_params(said, None))
    }
}
