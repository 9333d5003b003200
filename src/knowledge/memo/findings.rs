//! What rules say of codes and literals, so that they need not be asked again.

use crate::{
    code::Code,
    knowledge::{
        Classification, Classifier, Scratch,
        classify::{Asks, Candidates},
        recent::Recent,
    },
};

/// How many are kept at least, and at most twice as many.
const KEPT: usize = 4_000;

/// What rules said, by the codes and literals that they were asked about.
#[derive(Debug, Default)]
pub(super) struct Findings {
    by_key: Recent<Finding, KEPT>,
    /// What patterns say that treat all digits alike, by shape as well.
    by_shape: Recent<Classification, KEPT>,
}

#[derive(Debug)]
enum Finding {
    Settled(Classification),
    /// Patterns have a say.
    Open(Candidates),
}

/// Who is asked about which message.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) classifier: &'a Classifier,
    pub(super) message: &'a [u8],
    pub(super) codes: &'a [Code],
}

impl Question<'_> {
    fn candidates(self, scratch: &mut Scratch) -> Candidates {
        self.classifier.candidates(self.message, self.codes, scratch)
    }

    fn choose(self, candidates: &Candidates) -> Classification {
        self.classifier.choose(candidates, self.message, self.codes)
    }
}

impl Findings {
    /// What rules say of a message whose codes and literals have this key; and whether they say so whenever its shape, if
    /// that is kept, has this key. `shape` is a hash of it.
    pub(super) fn answer(
        &mut self,
        key: u128,
        shape: Option<u64>,
        question: Question<'_>,
        scratch: &mut Scratch,
    ) -> (Classification, bool) {
        let finding = self.by_key.get_or_insert_with(key, || match question.candidates(scratch) {
            settled if settled.asks == Asks::Nothing => Finding::Settled(question.choose(&settled)),
            open => Finding::Open(open),
        });
        match (finding, shape) {
            (Finding::Settled(found), _) => (*found, true),
            (Finding::Open(open), Some(shape)) if open.asks == Asks::Shape => {
                let found = self
                    .by_shape
                    .get_or_insert_with(key ^ u128::from(shape), || question.choose(open));
                (*found, true)
            }
            (Finding::Open(open), _) => (question.choose(open), false),
        }
    }
}
