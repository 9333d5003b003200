//! Two tallies of one source into one, before anything is redacted.

use super::Tally;
use crate::summary::{
    GroupKey, MAX_COARSE, MAX_TEMPLATES, MAX_UNPARSED, crowd::Crowd, tally::group::TallyGroup,
};

impl Tally {
    /// Adds what other ranges of the same source hold. It is as if they had been counted here.
    pub fn absorb(&mut self, other: Self) {
        let Self {
            account,
            activity,
            groups,
            templates: _,
            coarse: _,
            crowd: _,
            unparsed,
            lives,
            finished,
            inventory,
        } = other;
        self.account.merge(account);
        self.activity.merge(activity);
        // Their order does not matter: each goes to its own place.
        for (key, group) in groups.into_vec() {
            self.absorb_group(key, group);
        }
        // Groups that came as they were may hold more than there is room for by now.
        self.crowd = Crowd::Few;
        self.make_room();
        self.unparsed.extend(unparsed);
        self.unparsed.sort_by_key(|raw| raw.offset);
        self.unparsed.truncate(MAX_UNPARSED);
        self.lives.absorb(lives);
        for (kind, names) in finished {
            self.finished.entry(kind).or_default().merge(names);
        }
        self.inventory.merge(inventory);
    }

    /// What the other tally folded has at least as many smaller fingerprints beside it, which are here now: if it is
    /// beyond the limit there, it is so here.
    fn absorb_group(&mut self, key: GroupKey, group: Box<TallyGroup>) {
        let key = match key {
            GroupKey::Template(hash) if self.templates.is_beyond(hash) => {
                GroupKey::Coarse(group.coarse)
            }
            key => key,
        };
        let key = match key {
            GroupKey::Coarse(hash) if self.coarse.is_beyond(hash) => GroupKey::Rest,
            key => key,
        };
        let is_new = !self.groups.contains(&key);
        let is_full = match key {
            GroupKey::Template(_) => self.templates.grows(is_new, MAX_TEMPLATES),
            GroupKey::Coarse(_) => self.coarse.grows(is_new, MAX_COARSE),
            GroupKey::Rule(_) | GroupKey::Family(_) | GroupKey::Rest => false,
        };
        if is_full {
            if matches!(key, GroupKey::Template(_)) {
                self.fold_templates();
            } else {
                self.fold_coarse();
            }
            return self.absorb_group(key, group);
        }
        if is_new {
            self.groups.insert(key, group);
        } else if let Some(known) = self.groups.get_mut(&key) {
            known.merge(*group);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        input::Identity,
        knowledge::{EntityKind, RuleIndex, Template, find_named},
        record::{Level, Timestamp},
        redact::Redactor,
        summary::{Event, SkipReason, Summary},
    };

    /// An event that names a delivery, in a minute of its own where it has a time.
    fn named(tally: &mut Tally, key: GroupKey, delivery: u64, has_time: bool) {
        let minute = Timestamp::from_seconds(60 * i64::try_from(delivery).expect("small"));
        let text = format!("no answer: delivery {delivery}");
        let named: Vec<_> = find_named(text.as_bytes()).collect();
        tally.event(&Event {
            key,
            level: Level::Error,
            at: has_time.then_some(minute),
            thread: None,
            codes: &[],
            template: Template::masked(7, b"no answer: delivery <n>"),
            message: text.as_bytes(),
            named: &named,
            offset: delivery,
            line: delivery,
            is_placed: false,
            is_fatal: false,
            text: text.as_bytes(),
        });
    }

    #[test]
    fn less_is_kept_beside_many_groups_in_any_way_of_counting() {
        let (known, unknown) = (GroupKey::Rule(RuleIndex::at(3)), GroupKey::Template(1));
        let event = |tally: &mut Tally, number: u64| {
            let key = match number {
                0..300 => known,
                300..500 => unknown,
                _ => GroupKey::Template(number.into()),
            };
            named(tally, key, number, false);
        };
        let kept =
            [(298, [256, 200], 6), (299, [256, 32], 6), (998, [256, 32], 6), (999, [256, 8], 2)];
        for (others, names_kept, excerpts_kept) in kept {
            let mut whole = Tally::default();
            (0..500 + others).for_each(|number| event(&mut whole, number));
            // Not only in what is kept of it: memory is what this is about.
            let held =
                whole.groups.get_mut(&unknown).expect("counted").entities[0].1.counts().count();
            assert_eq!(held, names_kept[1], "beside {others}");
            let whole = summed_up(whole);
            let parts = || {
                let mut parts = [Tally::default(), Tally::default()];
                for number in (0..500 + others).rev() {
                    event(&mut parts[usize::from(number % 3 == 0)], number);
                }
                parts
            };
            let [mut sum, part] = parts();
            sum.absorb(part);
            assert_eq!(summed_up(sum), whole, "beside {others}");
            let [left, right] = parts().map(summed_up);
            assert_eq!(left.merge(right).groups, whole.groups, "beside {others}");
            let names = |key| whole.groups[&key].entities[&EntityKind::Delivery].iter().count();
            assert_eq!([known, unknown].map(names), names_kept, "beside {others}");
            let excerpts = |key| whole.groups[&key].excerpts.all().len();
            assert_eq!([known, unknown].map(excerpts), [6, excerpts_kept], "beside {others}");
        }
    }

    #[test]
    fn of_a_group_that_comes_late_no_more_is_held_from_the_first_event_on() {
        let mut tally = Tally::default();
        (0..1_100)
            .for_each(|number| named(&mut tally, GroupKey::Template(number.into()), number, false));
        let late = GroupKey::Template(5_000);
        (0..50).for_each(|number| named(&mut tally, late, number, false));
        let held = tally.groups.get_mut(&late).expect("counted");
        assert_eq!(held.entities[0].1.counts().count(), 8);
        assert_eq!(held.evidence.excerpts(None, "web.log", Redactor::ON).all().len(), 2);
    }

    #[test]
    fn time_is_told_less_finely_beside_many_groups_in_any_way_of_counting() {
        let unknown = GroupKey::Template(1);
        let event = |tally: &mut Tally, number: u64| {
            let key = if number < 2_600 { unknown } else { GroupKey::Template(number.into()) };
            named(tally, key, number, true);
        };
        for (others, width) in [(999, 60), (1_000, 300)] {
            let mut whole = Tally::default();
            (0..2_600 + others).for_each(|number| event(&mut whole, number));
            let whole = summed_up(whole);
            assert_eq!(whole.groups[&unknown].over_time.seconds(), width, "beside {others}");
            let parts = || {
                let mut parts = [Tally::default(), Tally::default()];
                for number in 0..2_600 + others {
                    event(&mut parts[usize::from(number % 3 == 0)], number);
                }
                parts
            };
            let together = || {
                let [mut sum, part] = parts();
                sum.absorb(part);
                sum
            };
            let group = together().groups.remove(&unknown).expect("it was counted");
            let mut held = group.over_time.into_buckets();
            held.settle();
            assert_eq!(held.seconds(), width, "in memory as well, beside {others}");
            assert_eq!(summed_up(together()).groups, whole.groups, "beside {others}");
            let [left, right] = parts().map(summed_up);
            assert_eq!(left.merge(right).groups, whole.groups, "beside {others}");
        }
    }

    fn event(tally: &mut Tally, number: u64) {
        // Some in another minute, some alike, and more templates than are told apart.
        let at = Timestamp::from_seconds(i64::try_from(number % 500).expect("small"));
        let text = format!("kind{} of trouble", number % 12_000);
        let fingerprint = xxhash_rust::xxh3::xxh3_128(text.as_bytes());
        let key = match number % 7 {
            0 => GroupKey::Rest,
            _ => GroupKey::Template(fingerprint),
        };
        tally.account.record(Level::Error, number * 10, 10);
        tally.active(at, Level::Error);
        tally.event(&Event {
            key,
            level: Level::Error,
            at: Some(at),
            thread: None,
            codes: &[],
            template: Template::masked(fingerprint, text.as_bytes()),
            message: text.as_bytes(),
            named: &[],
            offset: number * 10,
            line: number,
            is_placed: number.is_multiple_of(7),
            is_fatal: false,
            text: text.as_bytes(),
        });
        if number.is_multiple_of(100) {
            tally.account.skip(SkipReason::Unparsed, number * 10 + 1, 1);
            tally.unparsed(number * 10 + 1, number, b"what is this");
        }
    }

    fn summed_up(tally: Tally) -> Summary {
        let identity = Identity::of("mta.log".as_ref()).into();
        let part = tally.into_summary("mta.log", &identity, Redactor::ON);
        Summary::default().merge(part)
    }

    #[test]
    fn tallies_that_are_put_together_are_as_one() {
        let count = 30_000;
        let mut whole = Tally::default();
        (0..count).for_each(|number| event(&mut whole, number));
        let whole = summed_up(whole);
        assert!(whole.groups.keys().any(|key| matches!(key, GroupKey::Coarse(_))), "too many");
        for parts in [2, 5] {
            let mut tallies: Vec<_> = (0..parts).map(|_| Tally::default()).collect();
            for number in 0..count {
                // In stretches, as ranges are.
                let part = usize::try_from(number / 1_000).expect("small") % tallies.len();
                event(&mut tallies[part], number);
            }
            let mut sum = Tally::default();
            tallies.into_iter().rev().for_each(|tally| sum.absorb(tally));
            assert_eq!(summed_up(sum), whole, "{parts} parts");
            // One part after the other, each with the limits that hold by then.
            let mut sum = Tally::default();
            for stretch in 0..parts {
                let mut part = sum.part();
                (0..count)
                    .filter(|number| number % parts == stretch)
                    .for_each(|n| event(&mut part, n));
                sum.absorb(part);
            }
            assert_eq!(summed_up(sum), whole, "{parts} parts in turn");
        }
    }
}
