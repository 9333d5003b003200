//! Rows as a table in Markdown.

use std::fmt::Write as _;

use super::rounds::Row;

/// A section: title, what is read, and a row for each command. `beside` names what the ratios are to.
pub fn table(title: &str, note: &str, beside: &str, rows: &[Row]) -> String {
    let mut text = format!("\n## {title}\n");
    if !note.is_empty() {
        write!(text, "\n{note}\n").expect("memory");
    }
    write!(
        text,
        "\n| | seconds | × {beside} | GB/s | CPU s/GB | peak MiB |\n|---|--:|--:|--:|--:|--:|\n"
    )
    .expect("memory");
    for row in rows {
        let gb = row.bytes as f64 / 1e9;
        // The start of a program says nothing about a GB.
        let of_large = |value| if row.bytes < 1 << 20 { "-".to_owned() } else { three(value) };
        writeln!(
            text,
            "| {} | {} | {:.2} | {} | {} | {:.0} |",
            cell(&row.label),
            three(row.wall),
            row.ratio,
            of_large(gb / row.wall),
            of_large(row.cpu / gb),
            row.peak
        )
        .expect("memory");
    }
    text
}

/// Code unless it is plain words, with what Markdown would take for the end of a cell escaped.
fn cell(label: &str) -> String {
    let text = label.replace('|', r"\|");
    let is_command = label.contains("LOG") || label.contains(" -");
    if is_command { format!("`{text}`") } else { text }
}

/// Three digits that count.
fn three(value: f64) -> String {
    match value {
        _ if !value.is_finite() => "-".to_owned(),
        ..0.1 => format!("{value:.3}"),
        ..10.0 => format!("{value:.2}"),
        ..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
