//! What can go wrong, by flow: keeping accounts, asking for consent, leasing a token, talking to a token endpoint.
//!
//! The flows have callers of different kinds (an API, a browser, an execution), and each needs to tell its own cases
//! apart; hence one enum each instead of one with thirty variants. None of them ever holds a token, code, state or
//! ticket: what came from a provider is reduced to codes that this crate knows.

mod accounts;
mod consent;
mod lease;
mod token;

pub use accounts::AccountsError;
pub use consent::ConsentError;
pub use lease::LeaseError;
pub use token::TokenError;
