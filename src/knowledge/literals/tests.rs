//! Literals are found wherever they stand.

use proptest::prelude::*;

use super::*;
use crate::knowledge::shape::zero_digits;

proptest! {
    /// The slow, plain way: look for each literal alone.
    #[test]
    fn every_literal_is_found_wherever_it_stands(
        literals in proptest::collection::vec("[aAb 12]{1,30}", 1..12), message in "[aAbB é12]{0,80}",
    ) {
        let mut all = Literals::default();
        let ids: Vec<_> = literals.iter().map(|literal| all.add(literal)).collect();
        all.build();
        let lower = message.to_ascii_lowercase();
        let mut found = Vec::new();
        let mut room = Vec::new();
        all.find(zero_digits(message.as_bytes(), &mut room), |form, place| {
            let here = &message.as_bytes()[place.clone()];
            found.extend(all.at(form, here).map(|literal| (literal, place.clone())));
        });
        for (literal, id) in literals.iter().zip(&ids) {
            let literal = literal.to_ascii_lowercase();
            let is_found = found.iter().any(|(found, place)| found == id && lower[place.clone()] == literal);
            prop_assert_eq!(is_found, lower.contains(&literal), "{}", literal);
        }
    }
}
