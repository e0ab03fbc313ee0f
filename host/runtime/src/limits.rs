//! What one call may use of this machine, and the part of it that wasmtime asks about.

use std::time::Duration;

use wasmtime::ResourceLimiter;

/// Limits of one call. The network's limits are egress's.
#[derive(Clone, Debug)]
pub struct CallLimits {
    /// From the permit to the answer, waits included.
    pub wall_time: Duration,
    /// Time in the guest, waits excluded, in ticks of 10 ms.
    pub guest_time: Duration,
    /// Bytes of linear memory, all memories of the component together.
    pub memory: usize,
    /// Elements of all tables together.
    pub table_elements: usize,
    /// Response handles that are open at once.
    pub handles: usize,
    /// Bytes that one crossing of the border may copy from the guest to the host.
    pub crossing: usize,
    /// Log lines that are kept; more are counted and dropped.
    pub log_lines: usize,
}

impl Default for CallLimits {
    fn default() -> Self {
        Self {
            wall_time: Duration::from_secs(60),
            guest_time: Duration::from_secs(2),
            memory: 64 << 20,
            table_elements: 20_000,
            handles: 64,
            crossing: 16 << 20,
            log_lines: 100,
        }
    }
}

/// Answers wasmtime's questions about growth, and remembers a no, so that the trap that follows it gets its right name.
#[derive(Debug)]
pub(crate) struct Limiter {
    memory_left: usize,
    table_left: usize,
    refused: bool,
}

impl Limiter {
    pub(crate) fn new(limits: &CallLimits) -> Self {
        Self { memory_left: limits.memory, table_left: limits.table_elements, refused: false }
    }

    /// Whether the guest asked for more than it may have.
    pub(crate) fn refused(&self) -> bool {
        self.refused
    }

    fn take(left: &mut usize, refused: &mut bool, current: usize, desired: usize) -> bool {
        match left.checked_sub(desired.saturating_sub(current)) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => {
                *refused = true;
                false
            }
        }
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(Self::take(&mut self.memory_left, &mut self.refused, current, desired))
    }

    fn memory_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        self.refused = true;
        Ok(())
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(Self::take(&mut self.table_left, &mut self.refused, current, desired))
    }
}
