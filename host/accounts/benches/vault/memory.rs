//! This process's memory, as Linux tells it.

/// Megabytes that are in use now, and that were at most.
pub(crate) struct Memory {
    pub(crate) now: u64,
    pub(crate) most: u64,
}

pub(crate) fn memory() -> Memory {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let megabytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1_000
    };
    Memory { now: megabytes("VmRSS:"), most: megabytes("VmHWM:") }
}
