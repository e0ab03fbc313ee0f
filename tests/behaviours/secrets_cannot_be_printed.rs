//! Architecture invariant 3: the types that hold secrets have no way to print, serialise or copy themselves.

use std::fmt::{Debug, Display};

use innkeeper::{MadeKey, MasterKey, Secret};
use innkeeper_accounts::{ConsentError, Lease, LeaseError, Link, Received};
use innkeeper_egress::SendError;
use static_assertions::assert_not_impl_any;

assert_not_impl_any!(Secret: Debug, Display, Clone, serde::Serialize);
assert_not_impl_any!(MasterKey: Debug, Display, Clone, serde::Serialize);
assert_not_impl_any!(Lease: Display, serde::Serialize);
assert_not_impl_any!(Link: Debug, Display, serde::Serialize);
assert_not_impl_any!(Received: Debug, Display, serde::Serialize);
assert_not_impl_any!(MadeKey: Debug, Display, serde::Serialize);

/// Errors are printed, so they can hold no secret: none of them contains a type from above.
#[test]
fn errors_hold_no_secrets() {
    fn printable<T: Debug + Display>() {}
    printable::<SendError>();
    printable::<LeaseError>();
    printable::<ConsentError>();
}
