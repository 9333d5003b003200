//! What changed since the baseline, in words; shared by the renderers for people.

use super::text::{decimal, number};
use crate::{
    lang::{Lang, word},
    report::{Compared, Comparison, Moment, Status},
};

/// How many issues are new, up, down, gone and the same; against which logs; and what to beware of. A line each.
pub(super) fn lines(comparison: &Comparison, lang: &Lang) -> Vec<String> {
    let values = [
        ("new", number(comparison.new)),
        ("up", number(comparison.up)),
        ("down", number(comparison.down)),
        ("gone", number(comparison.gone)),
        ("same", number(comparison.same)),
    ];
    let mut lines = vec![lang.fill(word::AGAINST, &values)];
    if let (Some(from), Some(to)) = (comparison.from, comparison.to) {
        let [from, to] = [from, to].map(|at: Moment| at.format("%Y-%m-%d %H:%M"));
        lines.push(lang.fill(word::AGAINST_LOGS, &[("from", &from), ("to", &to)]));
    }
    if comparison.minutes.is_none() || comparison.minutes_here.is_none() {
        lines.push(lang.say(word::AGAINST_UNDATED).to_owned());
    }
    if !comparison.same_knowledge {
        lines.push(lang.say(word::AGAINST_OTHER_RULES).to_owned());
    }
    lines
}

/// The status of an issue in a table. What is the same is no news and gets no word.
pub(super) fn mark(lang: &Lang, status: Status) -> &str {
    match status {
        Status::New => lang.say(word::NEW),
        Status::Gone => lang.say(word::GONE),
        Status::Up => lang.say(word::UP),
        Status::Down => lang.say(word::DOWN),
        Status::Same => "=",
        Status::Unknown => "-",
    }
}

/// `x4.2 (2.1 - 8.3)`, the ratio with its 95 % interval.
pub(super) fn ratio(compared: &Compared) -> String {
    match (compared.rate_ratio, compared.rate_ratio_low, compared.rate_ratio_high) {
        (Some(ratio), Some(low), Some(high)) => {
            format!("x{} ({} - {})", decimal(ratio), decimal(low), decimal(high))
        }
        _ => "-".to_owned(),
    }
}
