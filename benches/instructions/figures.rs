//! The figures that are kept, and how new ones compare with them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// Percent more than the kept figure that a case may take. Counts of one program repeat within a thousandth, but another
/// order of the code may inline something else.
const MARGIN: f64 = 5.0;
/// The same where another compiler built the program.
const FOREIGN_MARGIN: f64 = 20.0;
/// Percent less from which on the kept figures hide what is lost again.
const GAIN: f64 = 10.0;

/// The titles of what [`row`] writes.
pub const HEADER: &str =
    "case                  bytes  instructions   per byte  against what is kept";

const INTRODUCTION: &str = "\
# Instructions of the release build, counted by callgrind; `cargo bench --bench instructions -- --write` writes them anew.
# Figures that rise are explained in the commit that brings them.
";

/// What the figures depend on beside the code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Machine {
    /// What `rustc --version` says.
    pub compiler: String,
    /// Instruction set.
    pub processor: String,
}

/// What a case takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    pub name: String,
    /// Size of the log.
    pub bytes: u64,
    pub instructions: u64,
}

impl Figure {
    pub fn new(name: &str, bytes: u64, instructions: u64) -> Self {
        Self { name: name.to_owned(), bytes, instructions }
    }

    /// Instructions for each byte; that of a log of one line says nothing.
    fn per_byte(&self) -> String {
        match self.bytes {
            ..1024 => "-".to_owned(),
            bytes => format!("{:.3}", self.instructions as f64 / bytes as f64),
        }
    }
}

/// How a figure compares, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Verdict {
    /// Nothing to compare it with: another kind of processor.
    Foreign,
    /// Within the margin; percent.
    Same(f64),
    /// So much cheaper that it should be kept; percent.
    Cheaper(f64),
    /// Nothing is kept about this case, or its log is another one.
    New,
    /// Beyond the margin; percent.
    Dearer(f64),
}

impl Verdict {
    /// Whether it must be mended, or the figures written anew.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::New | Self::Dearer(_))
    }
}

/// Figures by name, and on what they were counted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    machine: Machine,
    rows: BTreeMap<String, Figure>,
    order: Vec<String>,
    verdicts: Vec<Verdict>,
}

impl Figures {
    pub fn new(machine: Machine) -> Self {
        Self { machine, ..Self::default() }
    }

    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// What a case takes; nothing when it was not counted.
    pub fn instructions(&self, name: &str) -> u64 {
        self.rows.get(name).map_or(0, |figure| figure.instructions)
    }

    pub fn add(&mut self, figure: Figure, verdict: Verdict) {
        self.order.push(figure.name.clone());
        self.rows.insert(figure.name.clone(), figure);
        self.verdicts.push(verdict);
    }

    /// The worst of what was added.
    pub fn worst(&self) -> Verdict {
        let worse = |a, b| if b > a { b } else { a };
        self.verdicts.iter().copied().fold(Verdict::Foreign, worse)
    }

    /// What a new figure, counted on `machine`, is beside the kept ones.
    pub fn judge(&self, figure: &Figure, machine: &Machine) -> Verdict {
        if !self.rows.is_empty() && self.machine.processor != machine.processor {
            return Verdict::Foreign;
        }
        let kept = self.rows.get(&figure.name).filter(|kept| kept.bytes == figure.bytes);
        let Some(kept) = kept else { return Verdict::New };
        let change = 100.0 * (figure.instructions as f64 / kept.instructions.max(1) as f64 - 1.0);
        match change {
            _ if change > self.margin(machine) => Verdict::Dearer(change),
            _ if change < -GAIN => Verdict::Cheaper(change),
            _ => Verdict::Same(change),
        }
    }

    fn margin(&self, machine: &Machine) -> f64 {
        if self.machine.compiler == machine.compiler { MARGIN } else { FOREIGN_MARGIN }
    }

    /// What to do about the worst verdict.
    pub fn advice(&self, worst: Verdict, machine: &Machine) -> String {
        let again = "cargo bench --bench instructions -- --write";
        match worst {
            Verdict::Foreign => format!(
                "not compared: the figures are those of {}, this is {}",
                self.machine.processor, machine.processor
            ),
            Verdict::Same(_) => "all within the margin".to_owned(),
            Verdict::Cheaper(_) => format!("cheaper than what is kept; keep that: {again}"),
            Verdict::New => format!("some cases are new; keep their figures: {again}"),
            Verdict::Dearer(_) => format!(
                "dearer than what is kept by more than {} %; see where by \
                 `callgrind_annotate target/tmp/instructions/CASE.callgrind`, or, if there is a reason: {again}",
                self.margin(machine)
            ),
        }
    }

    /// Reads the kept figures; there are none when there is no file.
    #[expect(clippy::disallowed_methods, reason = "a bench reads its own figures")]
    pub fn read(path: &Path) -> io::Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).map_err(|line| {
                io::Error::other(format!("{}: not understood: `{line}`", path.display()))
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a bench writes its own figures")]
    pub fn write(&self, path: &Path) -> io::Result<()> {
        std::fs::write(path, self.to_text())
    }

    /// The inverse of [`Figures::to_text`]; else the line that is no figure.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut figures = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<_> = line.split('\t').collect();
            match columns[..] {
                ["compiler", name] => name.clone_into(&mut figures.machine.compiler),
                ["processor", name] => name.clone_into(&mut figures.machine.processor),
                ["case", ..] => {}
                [name, bytes, instructions, _] => {
                    let number = |text: &str| text.parse::<u64>().map_err(|_| line.to_owned());
                    let figure = Figure::new(name, number(bytes)?, number(instructions)?);
                    figures.add(figure, Verdict::New);
                }
                _ => return Err(line.to_owned()),
            }
        }
        Ok(figures)
    }

    /// The file: where they were counted, and a case a line.
    pub fn to_text(&self) -> String {
        let Machine { compiler, processor } = &self.machine;
        let mut text = format!("{INTRODUCTION}compiler\t{compiler}\nprocessor\t{processor}\n");
        text.push_str("case\tbytes\tinstructions\tper byte\n");
        for figure in self.order.iter().filter_map(|name| self.rows.get(name)) {
            let Figure { name, bytes, instructions, .. } = figure;
            let per_byte = figure.per_byte();
            writeln!(text, "{name}\t{bytes}\t{instructions}\t{per_byte}").expect("memory");
        }
        text
    }
}

/// A line of the table that people see.
pub fn row(figure: &Figure, verdict: &Verdict) -> String {
    let Figure { name, bytes, instructions, .. } = figure;
    let per_byte = figure.per_byte();
    let said = match verdict {
        Verdict::Foreign => "not compared".to_owned(),
        Verdict::New => "new".to_owned(),
        Verdict::Same(change) => format!("{change:+.1} %"),
        Verdict::Cheaper(change) => format!("{change:+.1} %  cheaper"),
        Verdict::Dearer(change) => format!("{change:+.1} %  DEARER"),
    };
    format!("{name:<16} {bytes:>10} {instructions:>13} {per_byte:>10}  {said}")
}
