//! What a path says about a log: the instance and the module.
//!
//! ```text
//! var/<instance>/log/<module>.log      also <module>_2.log, <module>_debug.log, .1, dated and compressed copies
//! log/<instance>/<module>.log          the layout of some newer installs
//! var/<instance>/redir/log/0x<16 hex>.log
//! ```
//! `default` holds what all instances share.

use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use crate::module::MODULES;

/// Who wrote a log, as far as its path says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// `prod1`, or `default` for what all instances share; `None` when the path does not say.
    pub instance: Option<String>,
    /// The module that the file is named after, or `unknown`.
    pub module: String,
}

impl Identity {
    /// The module of a log whose name says nothing.
    pub const UNKNOWN: &'static str = "unknown";

    /// Whether the path did not tell the module.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.module == Self::UNKNOWN
    }

    /// Reads a path, best an absolute one.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let parts: Vec<_> = path
            .components()
            .filter_map(|part| match part {
                Component::Normal(name) => Some(name.to_string_lossy()),
                _ => None,
            })
            .collect();
        let (file, folders) = match parts.split_last() {
            Some((file, folders)) => (file.as_ref(), folders),
            None => ("", &parts[..]),
        };
        let is_redirection = folders.len() >= 2
            && folders[folders.len() - 2].eq_ignore_ascii_case("redir")
            && folders[folders.len() - 1].eq_ignore_ascii_case("log");
        let module = match module_of(file) {
            Some(module) => module,
            None if is_redirection => "redirection",
            None if file.starts_with("postupgrade_") => "postupgrade",
            None => Self::UNKNOWN,
        };
        Self { instance: instance_of(folders), module: module.to_owned() }
    }
}

/// The folder after `var`, or the one after `log`, closest to the file.
fn instance_of<S: AsRef<str>>(folders: &[S]) -> Option<String> {
    let is = |index: usize, name: &str| folders[index].as_ref().eq_ignore_ascii_case(name);
    let after = |index: usize| folders.get(index + 1).map(|folder| folder.as_ref().to_owned());
    let below_var = (0..folders.len()).rev().find(|&index| {
        is(index, "var")
            && (index + 2..folders.len())
                .any(|below| is(below, "log") || is(below, "redir") || is(below, "postupgrade"))
    });
    // An instance's folder right below var may hold logins.log itself.
    let right_below_var = folders.len() >= 2 && is(folders.len() - 2, "var");
    let below_log = || {
        (folders.len() >= 2 && is(folders.len() - 2, "log") && !is(folders.len() - 1, "log"))
            .then(|| folders.len() - 2)
    };
    match below_var {
        Some(index) => after(index),
        None if right_below_var && !is(folders.len() - 1, "log") => after(folders.len() - 2),
        None => below_log().and_then(after),
    }
}

/// `web` from `web.log`, `web_2.log`, `web_debug.log`, `web.log.1`, `web-20261118.log.gz` …
fn module_of(file: &str) -> Option<&'static str> {
    let lower = file.to_ascii_lowercase();
    let stem_len = lower.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (stem, rest) = lower.split_at(stem_len);
    let is_log = rest.is_empty() || rest.contains(".log") || rest.starts_with(['.', '_', '-']);
    MODULES.into_iter().find(|module| is_log && module.eq_ignore_ascii_case(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> (Option<String>, String) {
        let found = Identity::of(Path::new(path));
        (found.instance, found.module)
    }

    #[test]
    fn instance_and_module_come_from_the_path() {
        for (path, instance, module) in [
            ("/usr/local/neolane/nl6/var/prod1/log/mta.log", Some("prod1"), "mta"),
            ("nl6/var/default/log/web_2.log", Some("default"), "web"),
            ("var/prod1/log/inmail.log.1", Some("prod1"), "inMail"),
            ("var/prod1/log/wfserver_debug.log", Some("prod1"), "wfserver"),
            ("var/prod1/log/logins.26-11-18.log", Some("prod1"), "logins"),
            ("var/prod1/logins.log", Some("prod1"), "logins"),
            ("var/default/log/trackinglogd-20261118.log.gz", Some("default"), "trackinglogd"),
            ("var/prod1/mta_debug.log", Some("prod1"), "mta"),
            ("nl7/log/prod1/runwf.log", Some("prod1"), "runwf"),
            ("var/prod1/redir/log/0x000000000000A100.log", Some("prod1"), "redirection"),
            ("var/prod1/postupgrade/postupgrade_9364_03-47-24.log", Some("prod1"), "postupgrade"),
            ("/var/log/web.log", None, "web"),
            ("web.log", None, "web"),
            ("website.log", None, "unknown"),
        ] {
            assert_eq!(of(path), (instance.map(str::to_owned), module.to_owned()), "{path}");
        }
    }
}
