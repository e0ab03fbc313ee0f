//! Measures a filled vault from the first moment of opening it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use innkeeper_accounts::{Account, AccountId, Accounts, Filter};

use crate::arguments::Arguments;
use crate::engine::Place;
use crate::fill::{accounts, accounts_with, identifier};
use crate::memory::memory;
use crate::report::{Rows, Times};
use crate::support::{CONNECTION, TokenServer};

/// Lookups of each sort.
const LOOKUPS: usize = 20_000;
/// Lookups that bring a vault into use before: as many as there are accounts, or so many.
const MOST_WARMING: usize = 200_000;
/// Bytes for accounts and leases that are enough for so many.
const ROOM_FOR_ALL: usize = 2 << 30;
/// Accounts that are in use, where not all are.
const IN_USE: usize = 1_000;
/// Things that wait for the disk.
const WRITES: usize = 200;
/// Accounts of a page.
const PAGE: usize = 100;
/// Between two lookups beside a round.
const BESIDE: Duration = Duration::from_micros(500);

/// Measures everything, on a worker of the runtime as a host would.
pub(crate) async fn all(place: Place, arguments: &Arguments) -> Rows {
    let (size, cache_bytes) = (arguments.sizes[0].0, arguments.cache_bytes);
    tokio::spawn(async move { measure(&place, size, cache_bytes).await }).await.unwrap()
}

async fn measure(place: &Place, size: usize, cache_bytes: u64) -> Rows {
    let mut rows = Rows::default();
    let server = TokenServer::start().await;
    let before = memory().now;
    let start = Instant::now();
    let (vault, _) = place.open(cache_bytes).await;
    let house = accounts(&vault, &server);
    rows.add("open, ms", format!("{:.0}", start.elapsed().as_secs_f64() * 1e3));
    rows.add("memory before / after, MB", format!("{before} / {}", memory().now));

    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let few = size.min(2_000);
    let stride = size / few;
    rows.add("find + lease, first touch", lookups(&house, (0..few).map(|one| one * stride)).await);
    lookups(&house, (0..size.clamp(LOOKUPS, MOST_WARMING)).map(|_| random.below(size))).await;
    rows.add("find + lease, all in use", lookups(&house, (0..LOOKUPS).map(|_| random.below(size))).await);
    lookups(&house, 0..size.min(IN_USE)).await;
    let in_use = (0..LOOKUPS).map(|_| random.below(size.min(IN_USE)));
    rows.add("find + lease, 1 k in use", lookups(&house, in_use).await);
    let forgetful = accounts_with(&vault, &server, |options| options.cache_bytes = 0);
    let in_use = (0..LOOKUPS).map(|_| random.below(size.min(IN_USE)));
    rows.add("find + lease, nothing kept", lookups(&forgetful, in_use).await);
    rows.add("memory in use, MB", memory().now);

    rows.add(
        "get-or-create, is there",
        get_or_create(&house, LOOKUPS, |_| identifier(random.below(size))).await,
    );
    rows.add("get-or-create, new", get_or_create(&house, WRITES, |number| format!("new-{number}")).await);
    rows.add("refresh, stored twice", refreshes(&house, size).await);
    rows.add("a page of 100", pages(&house).await);
    rounds(&house, size, &mut rows).await;
    rows.add("most memory, MB", memory().most);
    drop((house, forgetful));

    // Last, because it takes more memory than a host does that is left to itself.
    let roomy = accounts_with(&vault, &server, |options| options.cache_bytes = ROOM_FOR_ALL);
    let all = size.min(MOST_WARMING);
    lookups(&roomy, 0..all).await;
    rows.add("find + lease, room for all", lookups(&roomy, (0..LOOKUPS).map(|_| random.below(all))).await);
    rows.add("memory with all of them, MB", memory().now);
    rows
}

async fn lookups(house: &Accounts, numbers: impl Iterator<Item = usize>) -> String {
    let mut times = Vec::new();
    for number in numbers {
        let identifier = identifier(number);
        let start = Instant::now();
        let account = house.find(&identifier, Some(CONNECTION)).await.unwrap();
        let lease = house.lease(&account.id).await.unwrap();
        times.push(start.elapsed());
        assert!(!lease.token.is_empty());
    }
    Times(times).summary()
}

async fn get_or_create(house: &Accounts, count: usize, mut name: impl FnMut(usize) -> String) -> String {
    let mut times = Vec::new();
    for number in 0..count {
        let identifier = name(number);
        let start = Instant::now();
        house.get_or_create(CONNECTION, &identifier).await.unwrap();
        times.push(start.elapsed());
    }
    Times(times).summary()
}

/// Refreshes after a 401: two compare-and-swaps, and a request to a token endpoint on loopback in between.
async fn refreshes(house: &Accounts, size: usize) -> String {
    let mut times = Vec::new();
    for number in 0..WRITES.min(size) {
        let id = AccountId::of(CONNECTION, &identifier(number));
        let lease = house.lease(&id).await.unwrap();
        let start = Instant::now();
        let newer = house.refresh_after_401(&id, &lease).await.unwrap();
        times.push(start.elapsed());
        assert!(newer.generation > lease.generation);
    }
    Times(times).summary()
}

async fn pages(house: &Accounts) -> String {
    let (mut times, mut cursor) = (Vec::new(), None);
    for _ in 0..WRITES {
        let start = Instant::now();
        let (page, next): (Vec<Account>, _) =
            house.list(&Filter::default(), cursor.as_ref(), PAGE).await.unwrap();
        times.push(start.elapsed());
        assert!(!page.is_empty());
        cursor = next;
    }
    Times(times).summary()
}

/// A round over all accounts, as housekeeping makes it every six hours, and lookups beside it.
async fn rounds(house: &Accounts, size: usize, rows: &mut Rows) {
    let over = Arc::new(AtomicBool::new(false));
    let beside = tokio::spawn(lookups_beside(house.clone(), size, Arc::clone(&over)));
    let start = Instant::now();
    let renewed = house.renew_idle(Duration::from_secs(365 * 24 * 3_600)).await.unwrap();
    assert_eq!(renewed, 0);
    rows.add("round over all accounts, ms", format!("{:.0}", start.elapsed().as_secs_f64() * 1e3));
    over.store(true, Ordering::Release);
    rows.add("find + lease beside it", beside.await.unwrap());
    let start = Instant::now();
    house.sweep().await.unwrap();
    rows.add("sweep of links, ms", format!("{:.1}", start.elapsed().as_secs_f64() * 1e3));
}

async fn lookups_beside(house: Accounts, size: usize, over: Arc<AtomicBool>) -> String {
    let (mut times, mut random) = (Vec::new(), Random(7));
    while !over.load(Ordering::Acquire) || times.is_empty() {
        let identifier = identifier(random.below(size.min(IN_USE)));
        let start = Instant::now();
        let account = house.find(&identifier, Some(CONNECTION)).await.unwrap();
        house.lease(&account.id).await.unwrap();
        times.push(start.elapsed());
        tokio::time::sleep(BESIDE).await;
    }
    Times(times).summary()
}

/// Numbers without a pattern, the same in each run: xorshift64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}
