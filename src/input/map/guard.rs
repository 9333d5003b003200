//! What happens when a mapped file is truncated: the rest of the map becomes zeros, and a mark says so.
//!
//! The kernel answers an access behind the end of a file with SIGBUS. The handler looks the address up in a table of all
//! maps of this program, puts empty pages in the place of everything from there to the end of that map, marks the map,
//! and returns; the access then succeeds. One signal for a map is enough. Any other SIGBUS goes to whoever had the
//! signal before, so that real faults are not hidden.

use std::{
    ptr,
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering, fence},
    },
};

/// Maps that can be watched at the same time; whoever comes later must read.
const SLOTS: usize = 64;

/// A map by its addresses. An empty slot ends at zero; one that is being filled or emptied starts at zero.
struct Slot {
    start: AtomicUsize,
    end: AtomicUsize,
    is_torn: AtomicBool,
}

static SLOT_TABLE: [Slot; SLOTS] = [const {
    Slot { start: AtomicUsize::new(0), end: AtomicUsize::new(0), is_torn: AtomicBool::new(false) }
}; SLOTS];

/// Bytes of a page; set before the handler is.
static PAGE: AtomicUsize = AtomicUsize::new(0);

/// Who had the signal before; set before the handler is.
static FORMER: OnceLock<libc::sigaction> = OnceLock::new();

/// Watches over a map as long as it lives.
pub(super) struct Guard(&'static Slot);

impl Guard {
    /// `None` when the handler cannot be installed, or when all slots are taken.
    pub(super) fn new(map: &[u8]) -> Option<Self> {
        static IS_INSTALLED: OnceLock<bool> = OnceLock::new();
        if map.is_empty() || !*IS_INSTALLED.get_or_init(install) {
            return None;
        }
        let start = map.as_ptr().addr();
        let end = start + map.len();
        let claim = |slot: &&Slot| {
            slot.end.compare_exchange(0, end, Ordering::AcqRel, Ordering::Relaxed).is_ok()
        };
        let slot = SLOT_TABLE.iter().find(claim)?;
        slot.is_torn.store(false, Ordering::Release);
        slot.start.store(start, Ordering::Release);
        Some(Self(slot))
    }

    /// Whether some of the map was replaced by zeros.
    pub(super) fn is_torn(&self) -> bool {
        // What was read from the map must be read before the mark is.
        fence(Ordering::SeqCst);
        self.0.is_torn.load(Ordering::Acquire)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.start.store(0, Ordering::Release);
        self.0.end.store(0, Ordering::Release);
    }
}

/// Takes the signal over; returns whether that worked.
fn install() -> bool {
    // SAFETY: a question without side effects.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let Some(page) = usize::try_from(page).ok().filter(|page| page.is_power_of_two()) else {
        return false;
    };
    PAGE.store(page, Ordering::Release);
    // SAFETY: all zeros is a valid `sigaction`: no handler, no flags, an empty mask.
    let mut former: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: asks who has the signal; both pointers are valid or null, as the call allows.
    if unsafe { libc::sigaction(libc::SIGBUS, ptr::null(), &raw mut former) } != 0 {
        return false;
    }
    FORMER.get_or_init(|| former);
    // SAFETY: as above.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = on_sigbus as *const () as usize;
    // The thread's own stack may be what is broken, and a second map may be torn in the handler's place.
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_NODEFER;
    // SAFETY: the handler keeps to what a handler may do (see there), and lives as long as the program.
    unsafe { libc::sigaction(libc::SIGBUS, &raw const action, ptr::null_mut()) == 0 }
}

/// Runs in the thread that touched the page, in the middle of anything: it may only load and store atomics and make plain
/// system calls. It takes no lock and allocates nothing.
extern "C" fn on_sigbus(
    _signal: libc::c_int,
    info: *mut libc::siginfo_t,
    _context: *mut libc::c_void,
) {
    // SAFETY: the kernel hands a valid `siginfo_t` to a handler that was installed with SA_SIGINFO; `errno` belongs to
    // this thread, and is put back for the code that was interrupted.
    unsafe {
        let errno = libc::__errno_location();
        let saved = *errno;
        if !replace_tail((*info).si_addr().addr()) {
            give_back();
        }
        *errno = saved;
    }
}

/// Puts zeros in the place of the map that holds the address, from there on. False when no map of ours does.
fn replace_tail(address: usize) -> bool {
    for slot in &SLOT_TABLE {
        let start = slot.start.load(Ordering::Acquire);
        let end = slot.end.load(Ordering::Acquire);
        // Another thread may be changing this slot; then it is not the one that holds our address. The start is
        // zero between two maps, so a start that stood still says that both belong together.
        let is_one = start == slot.start.load(Ordering::Acquire);
        if start == 0 || !is_one || address < start || address >= end {
            continue;
        }
        slot.is_torn.store(true, Ordering::Release);
        let page = PAGE.load(Ordering::Acquire);
        let from = address & !(page - 1);
        let len = (end - from + page - 1) & !(page - 1);
        // SAFETY: the pages from `from` on belong to a map of this program that is in use by this very thread, since a
        // map is looked at by the thread that made it; MAP_FIXED replaces these and no others. POSIX does not
        // list mmap among the calls that a handler may make; on Linux it is a plain system call without
        // locks in user space. The new pages are private zeros, which take no memory until written, and nobody can.
        let replaced = unsafe {
            libc::mmap(
                ptr::with_exposed_provenance_mut(from),
                len,
                libc::PROT_READ,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        return replaced != libc::MAP_FAILED;
    }
    false
}

/// Lets the former owner of the signal have it: the access is made again when the handler returns.
fn give_back() {
    if let Some(former) = FORMER.get() {
        // SAFETY: `former` is what the system said itself.
        unsafe { libc::sigaction(libc::SIGBUS, former, ptr::null_mut()) };
    }
}
