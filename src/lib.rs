//! Triage of Adobe Campaign server logs: what broke, what broke first, and what to do.
//!
//! ```text
//!              src/knowledge/rules/*.toml ──load──▶ KnowledgeBase ──compile──▶ Classifier
//!                                                                           │
//! Source ─open─▶ Opened ─split─▶ Window ─lines─▶ Record<'a> ─────classify──▶ Event<'a>
//! path, stdin,   bytes:          whole lines     fields that                 record + rule,
//! glob           mapped, read,   of one range    borrow from                 template,
//!                decoded                         the window                  entities
//!                                                                           │ add
//! Terminal, Markdown, CSV, JSON ◀─render─ Report ◀─build─ Summary ◀─merge─ Summary (one per range)
//! ```
//!
//! Left of [`summary::Summary`] everything borrows, streams and forgets. `Summary` and [`report::Report`] are small and
//! owned. Three kinds of failure are never mixed: *fatal* ([`error::Error`]), *problem* ([`problem::Problem`]: a source that
//! failed, kept and shown), *count* (a line that nobody can explain).
//!
//! ```
//! use nltriage::{
//!     input::{DiscoverOptions, discover},
//!     knowledge::{Classifier, KnowledgeBase},
//!     render::{Markdown, Renderer, Style},
//!     report::{Report, ReportOptions},
//!     scan::{Progress, ScanOptions, scan},
//! };
//!
//! let knowledge = KnowledgeBase::builtin()?;
//! let found = discover(&["samples/database-outage".into()], &DiscoverOptions::default())?;
//! let classifier = Classifier::new(&knowledge)?;
//! let summary = scan(&found, &classifier, &ScanOptions::default(), &Progress::default());
//! let report = Report::build(&summary, &knowledge, &ReportOptions::default());
//! assert_eq!(report.issues[0].rule.as_deref(), Some("database/too-many-connections"));
//! Markdown.render(&report, &Style::default(), &mut std::io::sink())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Who may know whom: `ARCHITECTURE.md`, kept true by a test.

#[cfg(feature = "cli")]
pub mod cli;
pub mod code;
pub mod error;
pub mod formats;
pub mod input;
pub mod knowledge;
pub mod lang;
pub mod module;
mod packed;
pub mod problem;
pub mod record;
pub mod redact;
pub mod render;
pub mod report;
pub mod scan;
pub mod summary;
pub mod window;
