//! Any line in any form: nothing panics, a message is the end of its line, and a layout says nothing that the grammar does not.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nltriage::{
    formats::{Format, LastLine, Line, ModuleLog, Plain, detect, read_line},
    record::{Level, Record},
};

/// No line end fits into a header, and more lines follow one, as a rule.
const BEHIND: [u8; 80] = [b'\n'; 80];

fuzz_target!(|data: &[u8]| {
    let format: &'static dyn Format = match detect(data) {
        nltriage::formats::Detection::Log(format) => format,
        _ => &Plain,
    };
    let mut usual: Option<(&[u8], Record<'_>)> = None;
    for line in data.split(|byte| *byte == b'\n') {
        if let Line::Record(record, _) = read_line(format, line) {
            assert!(line.ends_with(record.message));
        }
        let by_grammar = ModuleLog.parse(line);
        if let Some((first, record)) = &usual
            && let Some(layout) = ModuleLog.layout(first, record)
        {
            let mut last = LastLine::default();
            layout.read(&[*first, &BEHIND].concat(), &mut last).expect("its own line");
            let text = [line, &BEHIND].concat();
            let (mut quiet_last, mut read_last) = (last, last);
            let read = layout.read(&text, &mut read_last);
            if let Some((message, clock)) = layout.read_quiet(&text, &quiet_last) {
                let header = read.expect("the longer way reads it, too");
                quiet_last.goes_on(clock);
                assert_eq!((header.message, header.level), (message, Level::Info));
                assert_eq!(Some(header.at), quiet_last.at());
            }
            if let Some(header) = read {
                let record = by_grammar.as_ref().expect("the grammar reads it, too");
                assert_eq!(layout.stamp(header.at), record.time);
                assert_eq!(&line[header.message..], record.message);
                assert_eq!(&line[layout.thread()], record.thread);
                assert_eq!(header.level, record.level);
            }
        }
        usual = usual.or(by_grammar.map(|record| (line, record)));
    }
});
