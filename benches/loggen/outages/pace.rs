//! How the records of one trouble lie in time. Real ones come in clumps, or die down, or wait for a timer.

use super::super::lines::Moment;
use super::super::random::Random;

/// The moments of `count` records from `since` on, before `until`, ascending; the first is `since` itself.
/// Which of four shapes they have is random.
pub fn moments(random: &mut Random, count: u32, since: Moment, until: Moment) -> Vec<Moment> {
    let length = until.ms_since(since);
    let mut moments = match random.below(4) {
        0 => scattered(random, count, since, length),
        1 => bursts(random, count, since, length),
        2 => fading(random, count, since, length),
        _ => timer(random, count, since, length),
    };
    moments.sort_unstable();
    if let Some(first) = moments.first_mut() {
        *first = since;
    }
    moments
}

/// A random place in `0..length`, to the millisecond.
pub fn place(random: &mut Random, length: u64) -> u64 {
    // Lengths are below a day: 27 bits, so a product with 32 random bits fits.
    ((random.word() >> 32) * length) >> 32
}

/// Each record for itself.
pub fn scattered(random: &mut Random, count: u32, since: Moment, length: u64) -> Vec<Moment> {
    (0..count).map(|_| since.plus_ms(place(random, length))).collect()
}

/// In clumps of up to 12 within 20 s, as when a pool of workers tries again.
fn bursts(random: &mut Random, count: u32, since: Moment, length: u64) -> Vec<Moment> {
    let mut moments = Vec::new();
    while moments.len() < count as usize {
        let clump = place(random, length);
        for _ in 0..random.between(2, 12) {
            let at = (clump + place(random, 20_000)).min(length.saturating_sub(1));
            moments.push(since.plus_ms(at));
        }
    }
    moments.truncate(count as usize);
    moments
}

/// Many at first, few at the end, as when people give up.
fn fading(random: &mut Random, count: u32, since: Moment, length: u64) -> Vec<Moment> {
    let mut early = || {
        let once = place(random, length);
        since.plus_ms(once.min(place(random, length)))
    };
    (0..count).map(|_| early()).collect()
}

/// With equal steps, as a retry does.
fn timer(random: &mut Random, count: u32, since: Moment, length: u64) -> Vec<Moment> {
    let step = length / u64::from(count.max(1));
    let mut tick = |n: u32| step * u64::from(n) + place(random, step.clamp(1, 1500));
    (0..count).map(|n| since.plus_ms(tick(n))).collect()
}
