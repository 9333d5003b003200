//! What the program may no longer do once it knows what it reads and writes.
//!
//! On Linux Landlock takes away everything else: other files, network, other programs. So even a bug that lets a log take over
//! the program would find no way to send or destroy anything. Best effort: a system without Landlock runs as before.
//! And no memory is left behind in a core file, since it holds text of logs.

use super::{args::Analyse, output::Target};

#[cfg(target_os = "linux")]
mod linux;

/// No core file, whatever happens.
pub(super) fn no_core_dumps() {
    #[cfg(target_os = "linux")]
    linux::no_core_dumps();
}

/// Keeps this thread and all that it starts to the inputs, to the folders of reports, and to data of time zones. Rules and
/// baseline are read before. Call it before the first thread starts.
pub(super) fn enter(args: &Analyse, targets: &[Target]) {
    #[cfg(target_os = "linux")]
    {
        let here = [std::path::PathBuf::from(".")];
        let inputs = if args.paths.is_empty() { &here[..] } else { &args.paths[..] };
        linux::enter(&linux::readable(inputs), &linux::writable(targets));
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (args, targets);
}
