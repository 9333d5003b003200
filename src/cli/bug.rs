//! When the program itself is wrong: one line with the place, exit code 4, and nothing half written.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::atomic::{AtomicBool, Ordering},
};

use super::{console::Console, exit::Exit};

/// A panic says where it happened, once, and never what was at hand: that may be text of a log.
pub(super) fn tell_places_only() {
    static IS_TOLD: AtomicBool = AtomicBool::new(false);
    panic::set_hook(Box::new(|info| {
        if !IS_TOLD.swap(true, Ordering::Relaxed) {
            let place = info.location().map_or_else(String::new, |at| format!(" at {at}"));
            Console::tell(&format!(
                "nltriage: internal error{place}: a bug; please report this line\n"
            ));
        }
    }));
}

/// What `work` says; a panic of it is an internal error. What it holds is dropped, so temporary files vanish.
pub(super) fn caught(work: impl FnOnce() -> Exit) -> Exit {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Exit::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_internal_error() {
        assert_eq!(caught(|| Exit::Complete), Exit::Complete);
        assert_eq!(caught(|| panic!("jo.doe@mail.example")), Exit::Internal);
    }
}
