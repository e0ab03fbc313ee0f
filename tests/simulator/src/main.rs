//! `bitbucket-simulator`: a simulated Bitbucket Cloud on a loopback port, and the configuration that points a host at
//! it.

#![forbid(unsafe_code)]

use std::{net::SocketAddr, str::FromStr, time::Duration};

use anyhow::Context;
use clap::Parser;
use innkeeper_simulator::{Consumer, ConsumerSpec, Options, Simulator};

/// A simulated Bitbucket Cloud.
#[derive(Parser)]
#[command(name = "bitbucket-simulator", version)]
struct Arguments {
    /// Where to listen; a loopback address.
    #[arg(long, default_value = "127.0.0.1:8701")]
    listen: SocketAddr,
    /// Consent at once as this user (alice or bob) instead of showing a page.
    #[arg(long, value_name = "NICKNAME")]
    auto_approve: Option<String>,
    /// A consumer to register; without one, a key and a secret are made up.
    #[arg(long, value_name = "KEY:SECRET:CALLBACK")]
    consumer: Option<ConsumerArgument>,
    /// How long an access token lives, in seconds.
    #[arg(long, default_value_t = 7200)]
    access_token_ttl: u64,
}

/// `KEY:SECRET:CALLBACK`; the callback has colons of its own.
#[derive(Clone)]
struct ConsumerArgument(ConsumerSpec);

impl FromStr for ConsumerArgument {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, ':');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(key), Some(secret), Some(callback)) if !key.is_empty() && !secret.is_empty() => {
                Ok(Self(ConsumerSpec::new("Innkeeper", callback).with_credentials(key, secret)))
            }
            _ => Err("expected KEY:SECRET:CALLBACK"),
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    anyhow::ensure!(arguments.listen.ip().is_loopback(), "{} is not a loopback address", arguments.listen);
    let options = Options {
        listen: Some(arguments.listen),
        auto_approve: arguments.auto_approve,
        access_token_ttl: Duration::from_secs(arguments.access_token_ttl),
        ..Options::default()
    };
    let simulator = Simulator::start(options)
        .await
        .with_context(|| format!("the simulator could not start on {}", arguments.listen))?;
    let consumer = match arguments.consumer {
        Some(ConsumerArgument(spec)) => simulator.register_consumer(spec)?,
        None => simulator.default_consumer().clone(),
    };
    show(&snippet(&simulator, &consumer));
    tokio::signal::ctrl_c().await.context("cannot wait for Ctrl-C")?;
    simulator.shutdown().await;
    Ok(())
}

#[allow(clippy::print_stdout, reason = "the snippet is this program's product")]
fn show(text: &str) {
    println!("{text}");
}

/// What to put into innkeeper.toml. The secret is this program's own invention, or came from its command line.
fn snippet(simulator: &Simulator, consumer: &Consumer) -> String {
    format!(
        "# Bitbucket is simulated at {origin}; Ctrl-C ends it.\n\
         # The host reads the secret from its environment:\n\
         #   export BITBUCKET_SECRET='{secret}'\n\
         # The consumer's callback is {callback}\n\
         \n\
         [[connection]]\n\
         name = \"bitbucket\"\n\
         provider = \"bitbucket\"\n\
         client_id = \"{key}\"\n\
         client_secret = {{ env = \"BITBUCKET_SECRET\" }}\n\
         verify = \"none\"\n\
         issue_tracker = true\n\
         \n\
         [provider.bitbucket]\n\
         authorize_url = \"{authorize}\"\n\
         token_url = \"{token}\"\n\
         api_base = \"{api}\"\n",
        origin = simulator.origin(),
        secret = consumer.secret,
        callback = consumer.callback_url,
        key = consumer.key,
        authorize = simulator.authorize_url(),
        token = simulator.token_url(),
        api = simulator.api_base(),
    )
}
