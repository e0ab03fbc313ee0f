//! `innkeeper`: the host, and what people do with it, on a command line.
//!
//! In reading order:
//!
//! - `arguments`: what can be said on the command line;
//! - `config`: `innkeeper.toml` and `INNKEEPER_…` as the library's settings;
//! - `api`: one way to the HTTP API, with two transports: a running host, or the same router inside this process;
//! - `commands`: one file for each group of commands; `demo` is a group of its own;
//! - `output`, `table`, `failure`, `progress`: what people and programs read;
//! - `logging`, `signals`: the rest of a process.
//!
//! Everything but `serve`, `vault key`, `connectors check`, `openapi`, `completions` and the staging of `demo` is a call of the HTTP API, so the command
//! line can do what any client can do and nothing else.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod api;
mod arguments;
mod commands;
mod config;
mod demo;
mod failure;
mod logging;
mod output;
mod progress;
mod signals;
mod table;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::commands::{
    accounts, completions, connections, connectors, invoke, keys, mcp, openapi, serve, tools, vault,
};
use crate::output::Output;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = arguments.globals.output();
    match run(arguments, output).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            failure::report(&error, output);
            ExitCode::FAILURE
        }
    }
}

async fn run(Arguments { globals, command }: Arguments, output: Output) -> anyhow::Result<()> {
    logging::start(&command)?;
    match command {
        Command::Demo(demo) => demo::run(demo, output).await,
        Command::Serve(serve) => serve::run(serve, &globals).await,
        Command::Invoke(invoke) => invoke::run(invoke, &globals).await,
        Command::Tools(tools) => tools::run(tools, &globals).await,
        Command::Connections(connections) => connections::run(connections, &globals).await,
        Command::Accounts(accounts) => accounts::run(accounts, &globals).await,
        Command::Connectors(connectors) => connectors::run(connectors, &globals).await,
        Command::Keys(keys) => keys::run(keys, &globals).await,
        Command::Mcp(mcp) => mcp::run(mcp, &globals).await,
        Command::Vault(vault) => vault::run(vault, &globals).await,
        Command::Openapi => openapi::run(),
        Command::Completions(completions) => completions::run(&completions),
    }
}
