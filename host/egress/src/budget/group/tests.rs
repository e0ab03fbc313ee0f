//! Several hosts on one vault: what they send together, and what it costs.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use innkeeper_accounts::{AccountId, BudgetGroup};
use innkeeper_vault::conformance::{Watch, Watched};
use innkeeper_vault::{Environment, KeyRing, MasterKey, SledStore, Store, StoreError, Vault, Version};
use tempfile::TempDir;
use tokio::task::JoinSet;

use super::super::ledger::{Company, Reason};
use super::super::pause::TurnedAway;
use super::super::pocket::Spent;
use super::{Group, Surroundings};
use crate::Clock;

/// Counts what is written.
#[derive(Default)]
struct Writes(AtomicU64);

impl Writes {
    fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn begin(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

#[async_trait]
impl Watch for Writes {
    async fn before_change(&self, _: &dyn Store, _: &str, _: Option<Version>) -> Result<(), StoreError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// A vault, and time that passes when it is told to.
struct World {
    around: Surroundings,
    skipped_ms: Arc<AtomicU64>,
    writes: Arc<Writes>,
    _folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let writes = Arc::new(Writes::default());
        let sled = Arc::new(SledStore::open(folder.path(), 1 << 20).unwrap());
        let store = Watched::new(sled, Arc::clone(&writes));
        let keys = KeyRing::new(MasterKey::generate().unwrap());
        let vault = Vault::open(Arc::new(store), keys, Environment::default()).await.unwrap();
        let (start, skipped_ms) = (SystemTime::now(), Arc::new(AtomicU64::new(0)));
        let skipped = Arc::clone(&skipped_ms);
        let clock = Clock::new(move || start + Duration::from_millis(skipped.load(Ordering::Relaxed)));
        writes.begin();
        let around = Surroundings { vault, clock, connection: "bitbucket".to_owned() };
        Self { around, skipped_ms, writes, _folder: folder }
    }

    fn pass(&self, time: Duration) {
        self.skipped_ms.fetch_add(time.as_millis() as u64, Ordering::Relaxed);
    }

    /// The same group in one more host.
    fn host(&self, limit: u32) -> Arc<Group> {
        let counted =
            BudgetGroup { name: "repository".to_owned(), per_hour: per_hour(limit), paths: Vec::new() };
        Arc::new(Group::new(Some(counted), "ledger"))
    }

    async fn send(&self, host: &Group, user: &str, company: Company) -> Spent {
        let pocket = host.pocket(&AccountId::of("bitbucket", user), self.around.clock.millis());
        match host.spend(&pocket, self.around.clock.millis()) {
            Spent::Ask => host.spend_or_ask(&pocket, company, &self.around).await.unwrap(),
            known => known,
        }
    }
}

fn per_hour(limit: u32) -> NonZeroU32 {
    NonZeroU32::new(limit).unwrap()
}

/// Sends from all hosts at once until each is refused, and counts what was sent.
async fn send_all(world: &Arc<World>, hosts: &[Arc<Group>], users: &[&'static str], company: Company) -> u32 {
    let mut senders = JoinSet::new();
    for host in hosts {
        for &user in users {
            for _ in 0..8 {
                let (world, host) = (Arc::clone(world), Arc::clone(host));
                senders.spawn(async move {
                    let mut sent = 0;
                    while world.send(&host, user, company).await == Spent::One {
                        sent += 1;
                        tokio::task::yield_now().await;
                    }
                    sent
                });
            }
        }
    }
    senders.join_all().await.into_iter().sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hosts_send_the_limit_together_and_open_again_an_hour_later() {
    let world = Arc::new(World::new().await);
    let hosts = [world.host(300), world.host(300), world.host(300)];
    assert_eq!(send_all(&world, &hosts, &["ada"], Company::Alone).await, 300);
    world.pass(Duration::from_secs(59 * 60));
    assert_eq!(send_all(&world, &hosts, &["ada"], Company::Alone).await, 0);
    world.pass(Duration::from_secs(4 * 60));
    assert_eq!(send_all(&world, &hosts, &["ada"], Company::Alone).await, 300);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_host_took_counts_as_sent() {
    let world = Arc::new(World::new().await);
    let (killed, other) = (world.host(400), world.host(400));
    let mut sent = 0;
    while sent < 20 {
        assert_eq!(world.send(&killed, "ada", Company::Alone).await, Spent::One);
        sent += 1;
    }
    let lost = killed.pocket(&AccountId::of("bitbucket", "ada"), world.around.clock.millis()).grants();
    assert!(lost > 0, "it has taken more than it sent");
    drop(killed);
    assert_eq!(sent + lost + send_all(&world, &[other], &["ada"], Company::Alone).await, 400);
}

#[tokio::test]
async fn what_was_not_spent_in_time_is_given_back() {
    let world = World::new().await;
    let (idle, other) = (world.host(400), world.host(400));
    for _ in 0..20 {
        assert_eq!(world.send(&idle, "ada", Company::Alone).await, Spent::One);
    }
    let (before, in_hand) = idle.look(&world.around).await.unwrap();
    assert_eq!(before.used() - in_hand, 20);
    idle.settle(&world.around).await.unwrap();
    assert_eq!(idle.look(&world.around).await.unwrap().0, before, "it is fresh yet");
    world.pass(Duration::from_secs(6));
    idle.settle(&world.around).await.unwrap();
    assert_eq!(other.look(&world.around).await.unwrap().0.used(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_are_few_beside_requests() {
    let world = Arc::new(World::new().await);
    let host = world.host(1_000_000);
    for _ in 0..20_000 {
        assert_eq!(world.send(&host, "ada", Company::Alone).await, Spent::One);
    }
    let writes = world.writes.count();
    assert!(writes <= 20, "{writes} writes for 20,000 requests");
    let small = world.host(1_000);
    world.pass(Duration::from_secs(2 * 3_600));
    world.writes.begin();
    assert_eq!(send_all(&world, &[small], &["ada"], Company::Alone).await, 1_000);
    let writes = world.writes.count();
    assert!(writes <= 200, "{writes} writes for 1,000 requests");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_users_who_ask_at_once_are_served_with_one_look() {
    let world = Arc::new(World::new().await);
    let host = world.host(100_000);
    let mut senders = JoinSet::new();
    for number in 0..200 {
        let (world, host) = (Arc::clone(&world), Arc::clone(&host));
        senders.spawn(async move { world.send(&host, &number.to_string(), Company::Others).await });
    }
    assert!(senders.join_all().await.into_iter().all(|spent| spent == Spent::One));
    let writes = world.writes.count();
    assert!(writes < 100, "{writes} writes for 200 users");
}

#[tokio::test]
async fn a_pause_is_kept_by_the_other_hosts_too() {
    let world = World::new().await;
    let (first, second) = (world.host(100), world.host(100));
    assert_eq!(world.send(&first, "ada", Company::Others).await, Spent::One);
    let what = TurnedAway { sent_at: world.around.clock.millis(), asked: Some(Duration::from_secs(90)) };
    assert_eq!(first.turned_away(&world.around, what).await, Duration::from_secs(90));
    for host in [&first, &second] {
        let Spent::Denied(denial) = world.send(host, "bob", Company::Others).await else {
            panic!("it is sent")
        };
        let wait = denial.opens_at - world.around.clock.millis();
        assert_eq!((denial.reason, wait), (Reason::Paused, 90_000));
    }
    world.pass(Duration::from_secs(90));
    for host in [&first, &second] {
        assert_eq!(world.send(host, "bob", Company::Others).await, Spent::One);
    }
}

#[tokio::test]
async fn requests_that_no_group_counts_cost_no_write_and_keep_pauses() {
    let world = World::new().await;
    let hosts = [Group::new(None, "rest"), Group::new(None, "rest")];
    for _ in 0..1_000 {
        assert_eq!(world.send(&hosts[0], "ada", Company::Others).await, Spent::One);
    }
    assert_eq!(world.writes.count(), 0);
    let what = TurnedAway { sent_at: world.around.clock.millis(), asked: None };
    hosts[0].turned_away(&world.around, what).await;
    for host in &hosts {
        let refused = world.send(host, "bob", Company::Others).await;
        assert!(matches!(refused, Spent::Denied(denial) if denial.reason == Reason::Paused));
    }
}
