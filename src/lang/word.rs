//! Every word of the reports, in English. A word is known by its English text; `{name}` stands for a value.

/// A word or a phrase of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word(&'static str);

impl Word {
    /// The English text.
    #[must_use]
    pub fn english(self) -> &'static str {
        self.0
    }
}

/// A word for one and a word for any other number.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    one: Word,
    many: Word,
}

impl Counted {
    /// The word for a number.
    #[must_use]
    pub fn of(self, count: u64) -> Word {
        if count == 1 { self.one } else { self.many }
    }
}

macro_rules! words {
    ($($name:ident $text:literal)*; $($counted:ident $one:literal $many:literal)*) => {
        $(#[doc = $text] pub const $name: Word = Word($text);)*
        $(#[doc = $many] pub const $counted: Counted = Counted { one: Word($one), many: Word($many) };)*

        /// All words.
        pub const ALL: &[Word] = &[$($name,)* $($counted.one, $counted.many),*];
    };
}

words! {
    // What was read.
    TITLE "nltriage {version}: {logs}, {modules}, {instances}"
    READ "{bytes}, {lines}"
    READ_IN "{bytes}, {lines} in {seconds} s ({speed}/s)"
    LOGS_SPAN "logs {from} - {to} {zone}, unparsed {share}"
    LOGS_UNDATED "logs without any time stamp, unparsed {share}"
    PERSONAL_DATA "CONTAINS PERSONAL DATA: redaction was switched off"

    // Is it over.
    NO_TROUBLE "No errors and no warnings."
    ONLY_WARNINGS "No errors, only warnings or noise."
    OUTAGE "OUTAGE"
    RATE "{before} -> {during} errors a minute{ratio}"
    MORE_OUTAGES "another one: {span}"
    NO_OUTAGE "no distinct outage window in the errors"
    DAILY_RESTART "daily restart at {time}: {n} errors and warnings of it are set aside"
    ERRORS "ERRORS"
    LAST_ERROR "last error {time}, then none for {duration} until the logs end"
    OVER_SINCE "over since {time}; single errors go on, the last at {last}"
    GOING_ON "still going on when the logs end ({time})"
    ERRORS_OVER_TIME "errors"
    IMPACT "IMPACT"

    // Against the baseline.
    BASELINE "BASELINE"
    AGAINST "{new} new, {up} up, {down} down, {gone} gone, {same} same"
    AGAINST_LOGS "against the logs of {from} - {to}"
    AGAINST_UNDATED "times are missing here or there, so only new and gone can be told"
    AGAINST_OTHER_RULES "the baseline was judged with other rules: what is new or gone may be so because of them"
    AGAINST_COLUMN "BASE"
    UP "up"
    DOWN "down"
    GONE "gone"
    MD_BASELINE "Against the baseline"
    MD_CHANGE "change"
    MD_THEN "then"
    MD_NOW "now"
    MD_RATES "rate ratio (95 %)"

    // Tables.
    SEVERITY "SEVERITY"
    RISK "RISK"
    WHAT "WHAT"
    COUNT "N"
    FIRST "FIRST"
    WHERE "WHERE"
    MODULE "MODULE"
    WARNINGS "WARNINGS"
    FIRST_ISSUE "FIRST ISSUE"
    NO_ISSUES "No issues."
    NONE_PASSES "No issue passes the filters."
    NEW "new"
    PARETO "the first {n} = {percent} % of the errors in the outage"
    SHOWN_OF "{shown} of {all} issues = {percent} % of all errors and warnings; the rest: --all"
    MORE "{n} more with --all"
    NOT_LISTED "{n} more are in no list"

    // Levels, roles, risks.
    CRITICAL "critical"
    HIGH "high"
    MEDIUM "medium"
    LOW "low"
    NONE "none"
    CAUSE "cause"
    SYMPTOM "symptom"
    WRAPPER "wrapper"
    NOISE "noise"

    // What to do.
    RESTART_ORDER "restart in this order: {list}"
    DO_FIRST "DO FIRST"
    ACTION_RISK "[{module}, risk: {risk}]"
    STEP_RISK "[risk: {risk}]"
    WHY "why:"
    CHECK "check:"
    IN_SHORT "in short:"
    ONCE "once"
    ONCE_AT "once, at {time}"
    TIMES "{n} times"
    TIMES_SINCE "{n} times since {time}"
    SILENT "no record {span}"
    STARTS_AGAIN "started again and again, {span}"
    SEE_PLACE "see {place}"
    CAUSES_CHECKED "{n} possible causes: {found} found, {unknown} not to be told"
    NO_LOG "named by others, and no file of it"
    ONLY_WRAPPER "(only a wrapper: its cause was not found)"

    // What is kept about an issue.
    ISSUE_FACTS "{errors}, {warnings}; severity {severity}, risk {risk}, {role}"
    SHAPE "shape:"
    SEE "see:"
    CAUSES "possible causes:"
    CHECK_FOUND "found"
    CHECK_NOT_FOUND "not in the logs"
    CHECK_UNKNOWN "cannot be told"
    AT_LINES "at:"
    MORE_LINES "{n} more in places.csv (-o DIR/)"
    UNDATED "undated"

    // Why it stands under another one.
    SYMPTOM_OF "likely a symptom of '{title}': {evidence}"
    LINK_DECLARED "a rule says so"
    LINK_THREAD "the same thread wrote both within 10 s in {percent} % of {n} cases ({lift} times chance)"
    LINK_WORKFLOW "{percent} % of the {n} records that name a workflow name one that is named there, too ({lift} times chance)"
    LINK_DELIVERY "{percent} % of the {n} records that name a delivery name one that is named there, too ({lift} times chance)"
    LINK_OPERATOR "{percent} % of the {n} records that name an operator name one that is named there, too ({lift} times chance)"
    LINK_SILENCE "the module, or what starts it and writes for it, failed at about the same time"
    FIRST_CAUSE "likely first cause (evidence: {evidence})"
    SYMPTOMS_BY_RULE "symptoms by rule: {n}"
    SYMPTOMS_BY_THREAD "symptoms by thread: {n}"
    SYMPTOMS_BY_NAME "symptoms by workflow, delivery or operator: {n}"

    // What was not seen.
    NOT_SEEN "NOT SEEN"
    AT_BYTE "{source} at byte {offset}: {message}"
    UNKNOWN_FORM "{lines} of no known form, the first at {place}"
    ORPHAN "{lines} ({bytes}) before the first record"
    OUT_OF_RANGE "{lines} ({bytes}) outside the time that was asked for"
    OVERWRITTEN "{module} begins only at {time}, after the outage began: what it wrote before may be overwritten"
    NOT_READ "{files} not read ({kind}), such as {example}"
    CLOCK_BACK_ONCE "{source}: the clock goes back once, by {duration}, at byte {offset}"
    CLOCK_BACK "{source}: the clock goes back {n} times, at most by {duration}, there at byte {offset}"
    SEVERAL_OFFSETS "stamps are written with several offsets ({list}); all times here are in {zone}"
    ENDED_BEFORE "{module}: its log ends on {time}, long before the outage"
    OUTLYING_ONE "{n} record is dated {from}, far from all others: the timeline leaves it out"
    OUTLYING "{n} records are dated {from} - {to}, far from all others: the timeline leaves them out"
    TAKEN_AS_UTC "{files} without a zone: taken as UTC (--input-tz), such as {example}"
    CAPPED "more distinct messages than are told apart; the rest is summed"

    // Markdown.
    MD_TITLE "Campaign log triage"
    MD_NO_ERRORS "No errors."
    MD_OUTAGE "Outage from {from} to {to} ({duration}); {end}"
    MD_ERRORS "Errors from {from} to {to} ({duration}); {end}"
    MD_FIRST_CAUSE "Likely first cause"
    MD_FIRST_CAUSE_IS "Likely first cause: {title} ({module})"
    MD_TOTALS "{errors} and {warnings} in {records} of {logs} ({bytes}); times in {zone}"
    MD_CAUSES "Possible causes: {title}"
    MD_ACTIONS "Actions"
    MD_ACTION_RISK "(risk: {risk})"
    ACTIVITY "activity"
    OPERATOR "operator"
    FINISHED_SINCE "finished since, at {time}"
    MD_RERUN "To run again"
    MD_ISSUES "Issues"
    MD_MODULES "Modules"
    MD_COVERAGE "Coverage"
    MD_REPRODUCE "How to reproduce"
    MD_LINES "{lines}: {records}, {continuation} continued, {skipped} skipped"
    MD_SKIPPED "skipped as {reason}: {lines}, {bytes}"
    MD_UNPARSED "unparsed {place}: {text}"
    MD_ROLE "role"
    MD_LAST "last"
    MD_INSTANCE "instance"
    WORKFLOW "workflow"
    DELIVERY "delivery"
    IMPORT "import"
    EXPORT "export"

    // What is known (`nltriage explain`).
    EX_RULE "rule"
    EX_CODES "codes"
    EX_MEANS "means"
    EX_CHECK "check"
    EX_FOLLOWS "follows"
    EX_EXAMPLE "example"
    EX_SOURCE "source"
    EX_CONFIRMED "confirmed by a public excerpt"
    EX_DOCUMENTED "documented"
    EX_INFERRED "inferred: treat it as a hypothesis"
    EX_BELONGS_TO "belongs to"
    EX_LOOK_IN "look in"
    EX_SEND "send"
    EX_IMPACT "impact"
    EX_CURE "first cure"
    EX_LOG "log"
    EX_PORTS "ports"
    EX_SETTING "setting"
    EX_SILENCE "silence"
    EX_RERUN "re-run"
    EX_RESTART "restart"
    EX_MORE_DETAIL "more detail in the log"
    EX_FAMILY_ONLY "{code} itself is not known here; its family is."
    EX_SUSPICIOUS "{code} looks suspicious: {prefix} codes begin with {prefix}-{number}."
    ;
    LOGS "{n} log" "{n} logs"
    MODULES "{n} module" "{n} modules"
    INSTANCES "{n} instance" "{n} instances"
    LINES "{n} line" "{n} lines"
    FILES "{n} file" "{n} files"
    RECORDS "{n} record" "{n} records"
    N_ERRORS "{n} error" "{n} errors"
    N_WARNINGS "{n} warning" "{n} warnings"
}
