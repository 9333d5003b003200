use proptest::prelude::*;

use super::*;

fn masked(message: &str) -> String {
    let mut out = Vec::new();
    mask(message.as_bytes(), &mut out);
    String::from_utf8(out).expect("text in, text out")
}

#[test]
fn variables_are_masked_and_codes_are_kept() {
    for (message, template) in [
        // A mark stands between the word and its number, or parts them.
        ("status: 503, then 504 (code=12)", "status: 503, then <n> (code=12)"),
        ("the last status, 503 rows; errno 28", "the last status, <n> rows; errno 28"),
        (
            "PGS-220000 PostgreSQL error: table \"wkf12_3\" is gone (iRc=-2006)",
            "PGS-220000 PostgreSQL error: table \"<name>\" is gone (iRc=-2006)",
        ),
        (
            "The HTTP query returned a 'Forbidden' type error (403) (iRc=-53)",
            "The HTTP query returned a '<name>' type error (403) (iRc=-53)",
        ),
        (
            "Postponing DeliveryParts for broken delivery 351981208",
            "Postponing DeliveryParts for broken delivery <n>",
        ),
        (
            "Cannot open /tmp/tmp12.tmp (errno=13, Permission denied)",
            "Cannot open <path> (errno=13, Permission denied)",
        ),
        (
            "mail to a.b@mail.example via https://x.example/?id=3 from 192.0.2.7:25",
            "mail to <email> via <url>=<n> from <ip>",
        ),
        ("550 5.1.1 User unknown after 250 tries", "550 5.1.1 User unknown after <n> tries"),
        ("thread 7f00ab12 of web@default, WKF471/js3", "thread <id> of web@default, WKF<n>/js<n>"),
        ("it doesn't fit, SQLState: 40001", "it doesn't fit, SQLState: 40001"),
        ("password=9714Tulip, Token: a1", "password=<secret>, Token: <secret>"),
        ("authorization: Bearer 9Quoll-abc", "authorization: Bearer <secret>"),
        ("with Bearer 9Quoll-abcdefgh now", "with Bearer <secret> now"),
        ("JWT token is missing, pwd:x1", "JWT token is missing, pwd:<secret>"),
        ("/r/?mail=Quoll%40mail.example", "<path>=<email>"),
    ] {
        assert_eq!(masked(message), template);
    }
}

#[test]
fn quotes_inside_quoted_sql_are_matched() {
    let message =
        "SQL statement 'SELECT a FROM T WHERE b = 'x' AND c IN ('y', 'z')' could not be executed.";
    assert_eq!(masked(message), "SQL statement '<name>' could not be executed.");
    assert_eq!(masked("field '' is empty, 'open"), "field '' is empty, 'open");
}

#[test]
fn only_the_first_line_counts_and_blanks_are_folded() {
    assert_eq!(masked("a   b\t c \r\n\tat x.y(Z.java:41)"), "a b c");
}

proptest! {
    #[test]
    fn masking_is_total_and_stable(message in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (mut once, mut again) = (Vec::new(), Vec::new());
        prop_assert_eq!(mask(&message, &mut once), mask(&message, &mut again));
        prop_assert_eq!(once, again);
    }

    #[test]
    fn other_numbers_give_the_same_template(a in 1u32.., b in 1u32.., name in "[a-z]{1,8}") {
        let first = format!("Job {a} of '{name}' failed after {b} rows");
        let second = format!("Job {b} of 'other' failed after {a} rows");
        prop_assert_eq!(masked(&first), masked(&second));
    }
}
