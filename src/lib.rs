//! Triage of Adobe Campaign server logs: what broke, what broke first, and what to do.

pub mod code;
pub mod error;
pub mod formats;
pub mod input;
pub mod knowledge;
pub mod problem;
pub mod record;
pub mod redact;
pub mod render;
pub mod report;
pub mod scan;
pub mod summary;
pub mod window;
