//! Takes more time, memory or stack than there is.

use std::hint::black_box;

use innkeeper_sdk::prelude::*;

/// Spins without ever calling the host.
#[tool(name = "loop_forever", title = "Loop", effect = read, get = "/user", run = spin)]
pub struct LoopForever;

fn spin(_input: LoopForever) -> Result<Output, Failure> {
    let mut turns = 0_u64;
    loop {
        turns = black_box(turns.wrapping_add(1));
    }
}

/// Spends its time in the host's waits, where no guest code runs.
#[tool(name = "wait_forever", title = "Wait", effect = read, get = "/user", run = idle)]
pub struct WaitForever;

fn idle(_input: WaitForever) -> Result<Output, Failure> {
    loop {
        wait(u32::MAX);
    }
}

/// Allocates and touches memory without end.
#[tool(name = "eat_memory", title = "Eat memory", effect = read, get = "/user", run = eat)]
pub struct EatMemory;

fn eat(_input: EatMemory) -> Result<Output, Failure> {
    let mut meals = Vec::new();
    loop {
        meals.push(black_box(vec![0xA5_u8; 1 << 20]));
    }
}

/// Calls itself without end.
#[tool(name = "deep_recursion", title = "Recurse", effect = read, get = "/user", run = recurse)]
pub struct DeepRecursion;

fn recurse(_input: DeepRecursion) -> Result<Output, Failure> {
    Output::json(&descend(1))
}

fn descend(depth: u64) -> u64 {
    match black_box(depth) {
        0 => 0,
        depth => descend(depth + 1).wrapping_mul(31) ^ depth,
    }
}

/// Executes `unreachable`.
#[tool(name = "trap", title = "Trap", effect = read, get = "/user", run = stop)]
pub struct Trap;

fn stop(_input: Trap) -> Result<Output, Failure> {
    std::process::abort()
}
