//! Which rule wins.

use super::*;

fn explain(message: &str) -> (Option<String>, Option<String>, bool) {
    let base = KnowledgeBase::builtin().expect("loads");
    let classifier = Classifier::new(&base).expect("compiles");
    let found = classifier.classify(message.as_bytes(), &mut Scratch::default());
    let rule = found.rule.map(|index| base.rule(index).id.clone());
    (rule, found.code.map(|code| code.as_str().to_owned()), found.is_family)
}

fn rule(message: &str) -> Option<String> {
    explain(message).0
}

#[test]
fn the_cause_inside_a_wrapper_wins_whatever_the_order() {
    let busy = "PGS-220000 PostgreSQL error: FATAL: sorry, too many clients already";
    let wrapper = "SOP-330011 Error while executing the method 'Write' of service 'nms:delivery'.";
    for message in [format!("{wrapper} {busy}"), format!("{busy} {wrapper}")] {
        let (rule, code, _) = explain(&message);
        assert_eq!(rule.as_deref(), Some("database/too-many-connections"), "{message}");
        assert!(code.is_some());
    }
}

#[test]
fn a_code_of_a_known_family_is_named_as_such() {
    assert_eq!(explain("WKF-569999 something new"), (None, Some("WKF-569999".to_owned()), true));
    assert_eq!(
        explain("WKF-119999 digits of another family"),
        (None, Some("WKF-119999".to_owned()), false)
    );
    assert_eq!(explain("nothing to see"), (None, None, false));
}

#[test]
fn a_session_error_belongs_to_web_unless_a_database_error_stands_in_it() {
    let session = "SOP-330011 Error while executing the method 'Logon' of service 'xtk:session'.";
    assert!(rule(session).is_some_and(|rule| rule.starts_with("web/")));
    let database = format!(
        "{session} PGS-220000 PostgreSQL error: ERROR: could not determine polymorphic type because input has type unknown"
    );
    assert_eq!(rule(&database).as_deref(), Some("database/error"));
}
