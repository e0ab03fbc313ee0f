//! The little of WASI that JavaScript and Python guests need, for connectors that were approved for it.
//!
//! Clocks, bounded random, and standard output into the log. No preopened folders, no sockets, no name lookup, no
//! environment, no arguments.
//!
//! A connector that only describes itself, which it does before anybody has approved anything, gets the same in name:
//! a clock that stands still, and dice that always fall the same way. So its description can depend on nothing, and is the
//! same when it is reviewed and when it is loaded.

use std::time::Duration;

use wasmtime::component::{Linker, ResourceTable};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{
    Deterministic, HostMonotonicClock, HostWallClock, WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView,
};

use crate::host::CallState;

/// Bytes of standard output and error that a call keeps, each.
const OUTPUT: usize = 16 << 10;
/// Bytes of randomness that one question may get.
const RANDOM: u64 = 64 << 10;

/// Packages that an approved connector may import. Sockets and outgoing HTTP are not among them.
const PACKAGES: [&str; 5] = ["wasi:cli/", "wasi:clocks/", "wasi:filesystem/", "wasi:io/", "wasi:random/"];

/// Whether an import is one that approval covers.
pub(crate) fn covers(import: &str) -> bool {
    PACKAGES.iter().any(|package| import.starts_with(package))
}

/// A call's view of WASI, made at its first use.
pub(crate) struct Wasi {
    context: WasiCtx,
    output: MemoryOutputPipe,
}

/// What stands behind the names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    /// This machine's clocks and randomness.
    Machine,
    /// Nothing that changes.
    Nothing,
}

/// A clock that stands still.
struct Stopped;

impl HostWallClock for Stopped {
    fn resolution(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

impl HostMonotonicClock for Stopped {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        0
    }
}

impl Wasi {
    fn new(behind: Behind) -> Self {
        let output = MemoryOutputPipe::new(OUTPUT);
        let mut builder = WasiCtxBuilder::new();
        builder
            .stdout(output.clone())
            .stderr(output.clone())
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false)
            .max_random_size(RANDOM);
        if behind == Behind::Nothing {
            builder
                .wall_clock(Stopped)
                .monotonic_clock(Stopped)
                .secure_random(Deterministic::new(vec![0]))
                .insecure_random(Deterministic::new(vec![0]))
                .insecure_random_seed(0);
        }
        Self { context: builder.build(), output }
    }

    /// What the guest printed.
    pub(crate) fn printed(&self) -> String {
        String::from_utf8_lossy(&self.output.contents()).into_owned()
    }
}

pub(crate) fn add_to_linker(linker: &mut Linker<CallState>) -> wasmtime::Result<()> {
    wasmtime_wasi::p2::add_to_linker_async(linker)
}

/// Where a call's WASI lives.
pub(crate) struct WasiSlot {
    behind: Behind,
    made: Option<Wasi>,
}

impl WasiSlot {
    pub(crate) fn new(behind: Behind) -> Self {
        Self { behind, made: None }
    }

    pub(crate) fn view<'a>(&'a mut self, table: &'a mut ResourceTable) -> WasiCtxView<'a> {
        let made = self.made.get_or_insert_with(|| Wasi::new(self.behind));
        WasiCtxView { ctx: &mut made.context, table }
    }

    pub(crate) fn printed(&self) -> Option<String> {
        self.made.as_ref().map(Wasi::printed).filter(|text| !text.is_empty())
    }
}

impl WasiView for CallState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        self.wasi_view()
    }
}
