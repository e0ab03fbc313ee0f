//! Keys that machines clone with.

use jiff::Timestamp;

use super::UserId;

/// A public SSH key that may read one repository.
#[derive(Clone)]
pub(crate) struct DeployKey {
    pub(crate) id: u64,
    /// Type and key, as in OpenSSH's files, without the comment.
    pub(crate) key: String,
    /// What stood behind the key.
    pub(crate) comment: String,
    pub(crate) label: String,
    pub(crate) owner: UserId,
    pub(crate) added_on: Timestamp,
}
