//! How many events of a group hold which code.

use hashbrown::HashMap;

use crate::code::Code;

/// Counts by code: in a table, since a hostile log has thousands of them, and beside it the one that came last, since most groups
/// have no other.
#[derive(Debug, Default)]
pub(super) struct Codes {
    last: Option<(Code, u64)>,
    others: HashMap<Code, u64>,
}

impl Codes {
    /// Counts some events that hold a code.
    pub(super) fn add(&mut self, code: Code, count: u64) {
        match &mut self.last {
            Some((last, sum)) if *last == code => *sum += count,
            last => {
                if let Some((before, sum)) = last.replace((code, count)) {
                    *self.others.entry(before).or_default() += sum;
                }
            }
        }
    }

    /// Adds those of another group.
    pub(super) fn merge(&mut self, other: Self) {
        // The order does not matter: sums.
        let Self { last, others } = other;
        others.into_iter().chain(last).for_each(|(code, count)| self.add(code, count));
    }

    /// All codes with their counts, each once, in no order that means anything.
    pub(super) fn into_counts(self) -> HashMap<Code, u64> {
        let Self { last, mut others } = self;
        if let Some((code, count)) = last {
            *others.entry(code).or_default() += count;
        }
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_counted_in_any_order() {
        let code = |number: u32| Code::parse(&format!("PGS-22000{number}")).expect("a code");
        let counted = |numbers: &[u32]| {
            let mut codes = Codes::default();
            for number in numbers {
                codes.add(code(*number), 1);
            }
            codes
        };
        assert!(Codes::default().into_counts().is_empty());
        let mut sum = counted(&[1, 1, 2, 1, 3, 3]);
        sum.merge(counted(&[3, 1, 4]));
        let expected =
            [(1, 4), (2, 1), (3, 3), (4, 1)].map(|(number, count)| (code(number), count));
        assert_eq!(sum.into_counts(), HashMap::from_iter(expected));
    }
}
