//! The engine and what all connectors share.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use wasmtime::component::{HasSelf, Linker};
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig};

use crate::bindings;
use crate::cache::{CacheKey, CompiledCache};
use crate::host::CallState;
use crate::limits::CallLimits;
use crate::meter::TICK;
use crate::permits::{Load, Permits};
use crate::wasi;

/// Dirty pages of an instance that are reset in place instead of given back to the kernel. With `pagemap_scan` only
/// pages that a call touched are reset, so a large number costs nothing; without it every one of these bytes is written
/// at each call, and 128 kB was the best size measured.
const KEEP_RESIDENT_SCANNED: usize = 1 << 20;
const KEEP_RESIDENT_BLIND: usize = 128 << 10;
/// Memories, tables and stacks that are given back to the pool together. Each was reset when its call ended.
const DECOMMIT_BATCH: usize = 16;
/// Host functions run on the same stack as the guest; 512 kB of it is the guest's.
const GUEST_STACK: usize = 512 << 10;
const FIBER_STACK: usize = 1 << 20;
/// A component is a handful of core instances: its module, wit-component's shims, and a WASI adapter's.
const CORE_INSTANCES: u32 = 20;

/// How a runtime is set up.
#[derive(Debug)]
pub struct Settings {
    /// Calls that run at once. Memory for as many instances is reserved, not used.
    pub concurrency: u32,
    /// Calls that may wait for a place; more are refused at once.
    pub queue: usize,
    /// Limits of a call.
    pub limits: CallLimits,
    /// Where compiled code is kept, and the key that authenticates it. None: compile at every start.
    pub cache: Option<(PathBuf, CacheKey)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { concurrency: 128, queue: 1024, limits: CallLimits::default(), cache: None }
    }
}

/// Why there is no runtime.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    /// The engine refused its settings, or the machine has no room for its pool.
    #[error("the WebAssembly engine does not start: {0:#}")]
    Engine(wasmtime::Error),
    /// The ticker's thread was refused.
    #[error("no thread for the engine's clock: {0}")]
    Thread(std::io::Error),
}

/// The engine, and what all connectors share. Cheap to clone.
#[derive(Clone)]
pub struct Runtime {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) engine: Engine,
    pub(crate) plain: Linker<CallState>,
    pub(crate) with_wasi: Linker<CallState>,
    pub(crate) permits: Permits,
    pub(crate) limits: CallLimits,
    pub(crate) cache: Option<CompiledCache>,
    _ticker: Ticker,
}

impl Runtime {
    /// How many calls run and wait now.
    #[must_use]
    pub fn load_now(&self) -> Load {
        self.shared.permits.load()
    }

    /// Starts an engine and its clock.
    ///
    /// # Errors
    /// [`RuntimeError`] where the machine refuses the pool's address space or a thread.
    pub fn new(settings: Settings) -> Result<Self, RuntimeError> {
        let engine = Engine::new(&config(&settings)).map_err(RuntimeError::Engine)?;
        let plain = plain_linker(&engine).map_err(RuntimeError::Engine)?;
        let mut with_wasi = plain.clone();
        wasi::add_to_linker(&mut with_wasi).map_err(RuntimeError::Engine)?;
        let shared = Shared {
            plain,
            with_wasi,
            permits: Permits::new(settings.concurrency as usize, settings.queue),
            limits: settings.limits,
            cache: settings.cache.map(|(path, key)| CompiledCache::new(path, key, &engine)),
            _ticker: Ticker::start(engine.clone()).map_err(RuntimeError::Thread)?,
            engine,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Limits of every call.
    #[must_use]
    pub fn limits(&self) -> &CallLimits {
        &self.shared.limits
    }
}

fn plain_linker(engine: &Engine) -> wasmtime::Result<Linker<CallState>> {
    let mut linker = Linker::new(engine);
    bindings::Connector::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;
    Ok(linker)
}

fn config(settings: &Settings) -> Config {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .concurrency_support(false)
        .epoch_interruption(true)
        .cranelift_opt_level(OptLevel::Speed)
        .max_wasm_stack(GUEST_STACK)
        .async_stack_size(FIBER_STACK)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool(settings)));
    config
}

fn pool(settings: &Settings) -> PoolingAllocationConfig {
    let calls = settings.concurrency;
    let scan = PoolingAllocationConfig::is_pagemap_scan_available();
    let resident = if scan { KEEP_RESIDENT_SCANNED } else { KEEP_RESIDENT_BLIND };
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(calls)
        .total_core_instances(calls.saturating_mul(CORE_INSTANCES))
        .total_memories(calls.saturating_mul(2))
        .total_tables(calls.saturating_mul(4))
        .total_stacks(calls)
        .max_core_instances_per_component(CORE_INSTANCES)
        .max_memories_per_component(2)
        .max_tables_per_component(4)
        .table_elements(settings.limits.table_elements)
        .max_memory_size(settings.limits.memory)
        .max_unused_warm_slots(calls)
        .linear_memory_keep_resident(resident)
        .table_keep_resident(64 << 10)
        .decommit_batch_size(DECOMMIT_BATCH)
        .pagemap_scan(Enabled::Auto);
    pool
}

/// Moves the engine's epoch on, every [`TICK`], until it is dropped.
struct Ticker {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    fn start(engine: Engine) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let tick = move || {
            while !stopped.load(Ordering::Relaxed) {
                std::thread::sleep(TICK);
                engine.increment_epoch();
            }
        };
        let thread = std::thread::Builder::new().name("epoch".to_owned()).spawn(tick)?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A ticker that panicked has nothing left to stop.
            let _ = thread.join();
        }
    }
}
