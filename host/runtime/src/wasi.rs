//! The little of WASI that JavaScript and Python guests need, for connectors that were approved for it.
//!
//! Clocks, bounded random, and standard output into the log. No preopened folders, no sockets, no name lookup, no
//! environment, no arguments.

use wasmtime::component::{Linker, ResourceTable};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

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

impl Wasi {
    fn new() -> Self {
        let output = MemoryOutputPipe::new(OUTPUT);
        let context = WasiCtxBuilder::new()
            .stdout(output.clone())
            .stderr(output.clone())
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false)
            .max_random_size(RANDOM)
            .build();
        Self { context, output }
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
#[derive(Default)]
pub(crate) struct WasiSlot(Option<Wasi>);

impl WasiSlot {
    pub(crate) fn view<'a>(&'a mut self, table: &'a mut ResourceTable) -> WasiCtxView<'a> {
        WasiCtxView { ctx: &mut self.0.get_or_insert_with(Wasi::new).context, table }
    }

    pub(crate) fn printed(&self) -> Option<String> {
        self.0.as_ref().map(Wasi::printed).filter(|text| !text.is_empty())
    }
}

impl WasiView for CallState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        self.wasi_view()
    }
}
