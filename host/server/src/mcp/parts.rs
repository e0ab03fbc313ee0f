//! What seals are bound to.

/// Parts as bytes that no other parts give: each has its length before it.
pub(super) fn joined(parts: &[&[u8]]) -> Vec<u8> {
    let mut joined = Vec::new();
    for part in parts {
        joined.extend((part.len() as u64).to_le_bytes());
        joined.extend(*part);
    }
    joined
}
