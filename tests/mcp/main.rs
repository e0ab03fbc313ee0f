//! The Model Context Protocol, spoken with a real client of both eras.
//!
//! - [`client`]: a client of one version, with or without URL elicitation, whose user consents, declines or waits;
//! - one file for each behaviour.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod client;

mod a_call_can_be_stopped;
mod a_question_outlives_a_master_key;
mod consent_comes_as_each_era_has_it;
mod four_tools_lead_to_all;
mod what_is_offered;
mod what_is_wrong_is_refused;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
