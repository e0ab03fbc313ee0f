//! What a vault on an embedded store promises, one behaviour a file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod copied_records;
mod crash;
mod damaged_files;
mod edited_records;
mod files_at_rest;
mod hostile_bytes;
mod lists;
mod locked_directory;
mod lost_races;
mod rekey_killed;
mod rewrapped_records;
mod rotation;
mod support;
mod wrong_key;
