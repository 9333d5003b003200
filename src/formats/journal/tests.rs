use super::*;

fn learnt(head: &str) -> &'static dyn Format {
    Journal::UNKNOWN.learn(head.as_bytes(), None).expect("one of the variants")
}

fn day(format: &dyn Format, line: &str) -> Option<i64> {
    match format.parse(line.as_bytes())?.time {
        Time::At(stamp) => Some(stamp.local_micros / 86_400_000_000),
        _ => None,
    }
}

#[test]
fn one_row_that_can_be_read_in_one_way_decides_for_the_file() {
    let day_first = learnt("05/11/2026 09:59:43\tjs\tx\n29/11/2026 09:59:43\tjs\tx\n");
    let month_first = learnt("11/05/2026 9:59:43 AM\tjs\tx\n11/29/2026 9:59:43 AM\tjs\tx\n");
    let unknown = learnt("05/11/2026 09:59:43\tjs\tx\n");
    let row = "05/11/2026 09:59:43\tjs\tx";
    assert_eq!(day(day_first, row), Some(20_762));
    assert_eq!(day(month_first, "11/05/2026 9:59:43 AM\tjs\tx"), Some(20_762));
    assert_eq!(day(unknown, row), None);
    let told = Journal::UNKNOWN.learn(row.as_bytes(), Some(DateOrder::DayFirst));
    assert_eq!(day(told.expect("a variant"), row), Some(20_762));
}

#[test]
fn a_cut_message_is_whole_again_whatever_the_order_of_the_rows() {
    let whole = format!("ODB-240000 ODBC error: {} end of it", "x y ".repeat(70));
    let (head, tail) = whole.split_at(CUT);
    let row = |text: &str| format!("29/11/2026 09:59:43\tload\t{text}");
    for (newest_first, rows) in [(false, [head, tail]), (true, [tail, head])] {
        let lines = rows.map(row).join("\n");
        let format = learnt(&lines);
        let mut message = Vec::new();
        assert_eq!(format.assemble(lines.as_bytes(), &mut message), Level::Error);
        assert_eq!(String::from_utf8(message).expect("text"), whole, "{newest_first}");
    }
}

#[test]
fn rows_of_one_moment_and_activity_belong_together() {
    let first = b"29/11/2026 09:59:43\tfileTransfer\tLogin denied";
    for (line, together) in [
        (&b"29/11/2026 09:59:43\tfileTransfer\tCRL-290002 Download error in cURL"[..], true),
        (b"29/11/2026 09:59:44\tfileTransfer\tCRL-290002 Download error in cURL", false),
        (b"29/11/2026 09:59:43\tjs\tCRL-290002 Download error in cURL", false),
        (b"no row at all", false),
    ] {
        assert_eq!(Journal::UNKNOWN.continues(first, line), together);
    }
}

#[test]
fn copies_with_marks_and_wide_gaps_are_read() {
    let message = |line: &str| {
        let record = Journal::UNKNOWN.parse(line.as_bytes())?;
        Some(String::from_utf8_lossy(record.message).into_owned())
    };
    assert_eq!(
        message("<br>29/06/2026 09:59:43 fileTransfer x").as_deref(),
        Some("fileTransfer x")
    );
    assert_eq!(message(" 12/11/2026 10:19:59 AM\u{a0} \u{a0}x").as_deref(), Some("x"));
    assert_eq!(
        message("11/25/2026 6:31:59 PM\ttwo words\tand a TAB").as_deref(),
        Some("two words\tand a TAB")
    );
    assert_eq!(message("11/25/2026 no clock"), None);
}
