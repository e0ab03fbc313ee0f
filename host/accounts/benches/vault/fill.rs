//! Fills a vault with accounts in force.
//!
//! One account goes the whole way of a consent. The others are that account under other names, saved through the same
//! [`Vault`] with tokens of their own, many at a time: the same records that so many consents would leave.

use std::sync::Arc;
use std::time::Instant;

use innkeeper_accounts::{Account, AccountId, Accounts, BrowserSecret, LinkRequest, Options};
use innkeeper_vault::{Kind, RecordKey, Secret, Secrets, Store, Vault};
use tokio::task::JoinSet;

use crate::arguments::Arguments;
use crate::engine::Place;
use crate::report::Rows;
use crate::support::{CONNECTION, TokenServer, code_of, identity, provider, query, settings};

/// Saves under way at once: they share flushes, or the pool of connections.
const AT_ONCE: usize = 256;
/// Characters of a token, such that a record has about 6 kB: Bitbucket's tokens are about as long.
const TOKEN: usize = 1_900;
/// Accounts between two signs of life.
const STRIDE: usize = 20_000;
/// The account that gave consent.
const TEMPLATE: usize = 0;

/// The name that the application has for a person.
pub(crate) fn identifier(number: usize) -> String {
    format!("user-{number}@example.com")
}

/// What the simulated provider calls the person: so long that tokens, which name their owner, are long.
fn owner(number: usize) -> String {
    format!("{:x<1$}", format!("{number}."), TOKEN - "refresh--1".len())
}

/// Accounts as a host has them. A year of tokens: none is refreshed unless it is asked for.
pub(crate) fn accounts(vault: &Vault, server: &TokenServer) -> Accounts {
    accounts_with(vault, server, |_| {})
}

pub(crate) fn accounts_with(
    vault: &Vault,
    server: &TokenServer,
    adjust: impl FnOnce(&mut Options),
) -> Accounts {
    server.set_life(365 * 24 * 3_600);
    let mut options = Options::new("http://127.0.0.1:8700".parse().unwrap());
    adjust(&mut options);
    Accounts::new(vault.clone(), vec![provider(server)], vec![settings(CONNECTION)], options).unwrap()
}

pub(crate) async fn fill(place: &Place, arguments: &Arguments) -> Rows {
    let size = arguments.sizes[0].0;
    let (vault, store) = place.open(arguments.cache_bytes).await;
    let server = TokenServer::start().await;
    let account = Arc::new(consented(&accounts(&vault, &server)).await);
    let start = Instant::now();
    let mut saving = JoinSet::new();
    for number in TEMPLATE + 1..size {
        if saving.len() >= AT_ONCE {
            saving.join_next().await.unwrap().unwrap();
        }
        let (vault, account) = (vault.clone(), Arc::clone(&account));
        saving.spawn(async move { save(&vault, &account, number).await });
        if number % STRIDE == 0 {
            eprintln!("{number} of {size} accounts are saved, {:.0} s", start.elapsed().as_secs_f64());
        }
    }
    saving.join_all().await;
    let mut rows = Rows::default();
    rows.add("one record, bytes", record_bytes(&*store, &account).await);
    rows.add("filling, accounts/s", format!("{:.0}", size as f64 / start.elapsed().as_secs_f64()));
    rows
}

async fn consented(accounts: &Accounts) -> Account {
    let account = accounts.get_or_create(CONNECTION, &identifier(TEMPLATE)).await.unwrap();
    let link = accounts.create_link(&account.id, &LinkRequest::default()).await.unwrap();
    let browser = BrowserSecret::generate().unwrap();
    let url = accounts.begin(link.ticket.expose(), &browser).await.unwrap();
    let state = query(&url)["state"].clone();
    let code = code_of(&owner(TEMPLATE));
    let received = accounts.receive(CONNECTION, &state, Some(&browser), code).await.unwrap();
    accounts.set_identity(&received.lease, identity("somebody")).await.unwrap();
    accounts.verify(&account.id, received.verification.expose(), &identifier(TEMPLATE)).await.unwrap()
}

async fn save(vault: &Vault, template: &Account, number: usize) {
    let identifier = identifier(number);
    let id = AccountId::of(CONNECTION, &identifier);
    let key = RecordKey::new(Kind::new("account"), CONNECTION, id.as_str());
    let mut account = template.clone();
    (account.id, account.identifier) = (id, identifier);
    let token = |use_: &str| Secret::new(format!("{use_}-{}-1", owner(number)));
    let secrets =
        Secrets::new().with("access_token", token("access")).with("refresh_token", token("refresh"));
    vault.save(&key, None, &account, &secrets).await.unwrap();
}

async fn record_bytes(store: &dyn Store, account: &Account) -> usize {
    store.get(&format!("account/{}", account.id)).await.unwrap().unwrap().bytes.len()
}
