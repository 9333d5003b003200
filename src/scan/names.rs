//! The names that reports and messages show: without personal data, and each of them once.
//!
//! Paths are text from outside as logs are, and so are the names in an archive. Sources keep names of their own, since
//! everything that is counted goes by them: of names that became equal the later ones get a number.

use std::{collections::HashMap, sync::Arc};

use crate::{
    input::{Identity, Source},
    redact::Redactor,
};

/// Longest name in bytes; longer paths cannot be opened.
const MAX_NAME: usize = 4096;

/// Names that were given out. The same names in the same order always give the same.
#[derive(Debug)]
pub struct Names {
    redactor: Redactor,
    /// Each name that is taken, with the number that the next one of that name gets.
    taken: HashMap<String, u64>,
    /// Who wrote the source before, and the same without personal data: files of one module come in a row.
    before: Option<(Arc<Identity>, Arc<Identity>)>,
}

impl Names {
    /// None yet.
    #[must_use]
    pub fn new(redactor: Redactor) -> Self {
        Self { redactor, taken: HashMap::new(), before: None }
    }

    /// Replaces personal data in what a source is called, and gives it a name that no other one has.
    pub fn name(&mut self, source: &mut Source) {
        source.name = self.unique(&source.name);
        if self.before.as_ref().is_none_or(|(identity, _)| *identity != source.identity) {
            let mut named = Identity::clone(&source.identity);
            self.identify(&mut named);
            self.before = Some((Arc::clone(&source.identity), named.into()));
        }
        if let Some((_, named)) = &self.before {
            source.identity = Arc::clone(named);
        }
    }

    /// A name without personal data that was not given out before: `<email>`, `<email> (2)` …
    #[must_use]
    pub fn unique(&mut self, name: &str) -> String {
        let name = self.text(name);
        let Some(next) = self.taken.get(&name).copied() else {
            self.taken.insert(name.clone(), 2);
            return name;
        };
        // A file may really be called so. Each number is tried once, so many equal names cost no more than others.
        let mut number = next;
        let mut numbered = format!("{name} ({number})");
        while self.taken.contains_key(&numbered) {
            number += 1;
            numbered = format!("{name} ({number})");
        }
        self.taken.insert(name, number + 1);
        self.taken.insert(numbered.clone(), 2);
        numbered
    }

    /// A text without personal data.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.redactor.keep(text.as_bytes(), MAX_NAME).as_str().to_owned()
    }

    /// Replaces personal data in what a path says of an instance and a module.
    pub fn identify(&self, identity: &mut Identity) {
        let Identity { instance, module } = identity;
        if let Some(instance) = instance {
            *instance = self.text(instance);
        }
        *module = self.text(module);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_are_numbered_around_those_that_are_taken() {
        let mut names = Names::new(Redactor::ON);
        let given = [
            ("in/jo.doe@mail.example.log", "in/<email>"),
            ("in/<email> (3)", "in/<email> (3)"),
            ("in/bo.doe@mail.example.log", "in/<email> (2)"),
            ("in/al.doe@mail.example.log", "in/<email> (4)"),
            ("in/<email> (3)", "in/<email> (3) (2)"),
            ("in/web.log", "in/web.log"),
        ];
        for (name, expected) in given {
            assert_eq!(names.unique(name), expected);
        }
    }

    #[test]
    fn who_wrote_a_log_is_told_without_an_address() {
        let mut identity =
            Identity { instance: Some("jo.doe@mail.example".to_owned()), module: "web".to_owned() };
        Names::new(Redactor::ON).identify(&mut identity);
        assert_eq!(identity.instance.as_deref(), Some("<email>"));
        assert_eq!(identity.module, "web");
    }
}
