//! The heap of a component: a bump allocator.
//!
//! An instance lives for one call, so freeing is wasted work: memory is handed out upwards and goes away with
//! the instance. The one exception pays for itself: the newest block grows, shrinks and is freed in place,
//! which is what a buffer does while a JSON document is written into it.
#![allow(unsafe_code)]

use core::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32::{memory_grow, memory_size},
    cell::Cell,
    ptr,
};

const PAGE: usize = 65_536;

#[global_allocator]
static HEAP: Bump = Bump { next: Cell::new(0) };

unsafe extern "C" {
    /// Where the linker's data and stack end. Its address is what matters.
    static __heap_base: u8;
}

struct Bump {
    /// The first free address; 0 before the first allocation.
    next: Cell<usize>,
}

// SAFETY: a component of this target has one thread.
unsafe impl Sync for Bump {}

// SAFETY: blocks are handed out once, upwards from `__heap_base`, aligned, inside memory that exists. A block
// is taken back only where it is the newest one, so no two live blocks overlap.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let start = self.first_free().next_multiple_of(layout.align());
        if self.claim(start, layout.size()) {
            ptr::with_exposed_provenance_mut(start)
        } else {
            ptr::null_mut()
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if self.is_newest(block, layout.size()) {
            self.next.set(block.addr());
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if self.is_newest(block, layout.size()) {
            return if self.claim(block.addr(), size) { block } else { ptr::null_mut() };
        }
        if size <= layout.size() {
            return block;
        }
        // SAFETY: the size is not zero and was checked by the caller with this alignment; the new block is
        // not the old one, and holds at least as much.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                ptr::copy_nonoverlapping(block, moved, layout.size());
            }
            moved
        }
    }
}

impl Bump {
    fn first_free(&self) -> usize {
        match self.next.get() {
            0 => (&raw const __heap_base).addr(),
            next => next,
        }
    }

    fn is_newest(&self, block: *mut u8, size: usize) -> bool {
        block.addr() + size == self.next.get()
    }

    /// Makes `start .. start + size` exist and marks it as handed out.
    fn claim(&self, start: usize, size: usize) -> bool {
        let Some(end) = start.checked_add(size) else { return false };
        let missing = end.saturating_sub(memory_size::<0>() * PAGE).div_ceil(PAGE);
        if missing > 0 && memory_grow::<0>(missing) == usize::MAX {
            return false;
        }
        self.next.set(end);
        true
    }
}
