//! Messages of level info that tell nothing that anybody keeps, known by a few comparisons without a branch: what comes next in a
//! log cannot be foreseen, and a wrong guess of the processor costs as much as all of them.

use wide::{u8x16, u32x4};

use super::{
    lifecycle::{END, HEADS},
    work::BEGINNINGS,
};

/// How much is seen of a message and of what follows it, in bytes; most lines of a log end within.
pub const NEAR: usize = 128;

/// Whether a message is surely neither an [`announcement`](super::announcement) nor about work that
/// [`finished`](super::finished). `near` begins with the message and its line end, which stands at `end`; it may have a CR.
/// It may be one when this says no.
#[inline]
#[must_use]
pub fn is_ordinary(near: &[u8; NEAR], end: usize) -> bool {
    let last = end.checked_sub(5).and_then(|at| near.get(at..end)?.first_chunk::<5>());
    let (Some(last), Some(&head)) = (last, near.first_chunk()) else { return false };
    let is_end = last[1..] == *END || last[..4] == *END;
    let announces = begins_with(head, HEADS) | is_end;
    let finishes = begins_with(head, BEGINNINGS) & holds(near, *b" f");
    !(announces | finishes)
}

#[inline]
const fn four(bytes: [u8; 4]) -> u32 {
    u32::from_le_bytes(bytes)
}

#[inline]
fn begins_with(head: [u8; 4], heads: [&[u8; 4]; 4]) -> bool {
    u32x4::splat(four(head)).simd_eq(u32x4::new(heads.map(|head| four(*head)))).any()
}

/// Whether two bytes stand side by side.
#[inline]
fn holds(near: &[u8; NEAR], [first, second]: [u8; 2]) -> bool {
    const LANES: usize = 16;
    let is_at = |at: usize, byte| {
        let part = near[at..at + LANES].first_chunk().expect("sixteen bytes");
        u8x16::new(*part).simd_eq(u8x16::splat(byte))
    };
    let pairs = |at| is_at(at, first) & is_at(at + 1, second);
    // The last places are looked at from behind, since nothing stands after them.
    let last = pairs(NEAR - LANES - 1);
    (0..NEAR / LANES - 1).fold(last, |any, step| any | pairs(step * LANES)).any()
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::{
        super::{announcement, finished},
        *,
    };

    fn is_ordinary_line(message: &str, rest: &str) -> bool {
        let line = [message, "\n", rest, &" ".repeat(NEAR)].concat();
        let near = line.as_bytes().first_chunk().expect("long enough");
        message.len() < NEAR && is_ordinary(near, message.len())
    }

    const PIECES: &[&str] = &[
        "Workflow 'a",
        "Technical workflow '",
        "Export '",
        "Import '",
        "' finished",
        " finished",
        " f",
        "', activity",
        "x",
        "'",
        "Launching task '",
        "Start of the '",
        "Running task '",
        "Stop requested",
        "Starting ",
        "Web server",
        " start",
        " stopped",
        " (pid=12, tid=3",
        ")...",
        "...",
        ")",
        "\r",
        "delivered to a host",
        "",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_is_ordinary_is_neither_announced_nor_finished(
            pieces in prop::collection::vec(select(PIECES.to_vec()), 0..6), fill in 0..120_usize, at: prop::sample::Index,
        ) {
            let mut pieces = pieces;
            let fill = "y".repeat(fill);
            pieces.insert(at.index(pieces.len() + 1), &fill);
            let message = pieces.concat();
            let text = message.strip_suffix('\r').unwrap_or(&message).as_bytes();
            if announcement(text).is_some() || finished(text).is_some() {
                prop_assert!(!is_ordinary_line(&message, ""), "{message}");
            }
        }

        #[test]
        fn two_bytes_are_found_wherever_they_stand(at in 0..NEAR - 1, gap in 0..2_usize) {
            let mut near = [b'f'; NEAR];
            near[at + 1..].fill(b' ');
            near[at] = b' ';
            if gap == 0 {
                near[at + 1] = b'f';
            }
            prop_assert_eq!(holds(&near, *b" f"), gap == 0);
        }
    }

    #[test]
    fn most_messages_are_ordinary() {
        for message in [
            "Page 'form' served to 192.0.2.4 in 8856 ms",
            "Workflow 'WKF1207' started by 'Priya Nair (pnair)'",
            "Export 'weekly' launched by operator 'x'",
            "12345",
        ] {
            assert!(is_ordinary_line(message, "Stop requested)..."), "{message}");
            assert!(is_ordinary_line(&format!("{message}\r"), ""), "{message}");
        }
        for message in
            ["Stop requested (pid=664)", "Workflow 'a' finished", "Web start (pid=2)...\r", "four"]
        {
            assert!(!is_ordinary_line(message, ""), "{message}");
        }
    }
}
