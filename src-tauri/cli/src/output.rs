//! Where results and errors go: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};

use hitchpost_core::failure::Failure;
use serde::Serialize;
use serde_json::json;

use crate::words;

/// Standard output and error.
pub struct Output {
    json: bool,
    is_terminal: bool,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self { json, is_terminal: io::stdout().is_terminal() }
    }

    /// Whether results are to be JSON.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Writes a result as JSON.
    pub fn json(&self, value: &impl Serialize) -> io::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        serde_json::to_writer_pretty(&mut out, value)?;
        writeln!(out)?;
        out.flush()
    }

    /// Writes text. On a terminal it cannot take the terminal over: control characters are shown as dots.
    pub fn text(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        match self.is_terminal {
            true => out.write_all(harmless(text).as_bytes()),
            false => out.write_all(text.as_bytes()),
        }
    }

    /// Writes a line.
    pub fn line(&self, text: &str) -> io::Result<()> {
        self.text(text)?;
        self.text("\n")
    }

    /// Writes rows in columns as wide as their widest cell.
    pub fn table(&self, head: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
        let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
        let width = |column: usize| {
            let cells = rows.iter().chain([&head]).filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..head.len()).map(width).collect();
        let mut table = String::new();
        for row in [&head].into_iter().chain(rows) {
            for (cell, width) in row.iter().zip(&widths) {
                table.push_str(cell);
                table.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
            }
            table.truncate(table.trim_end_matches(' ').len());
            table.push('\n');
        }
        self.text(&table)
    }

    /// Tells a person something that is not the result.
    pub fn note(&self, text: &str) {
        // Without a standard error there is nobody to tell.
        let _ = writeln!(io::stderr(), "{}", harmless(text));
    }

    /// Says what went wrong and what to do.
    pub fn error(&self, what: &str, next: Option<&str>) {
        if self.json {
            let _ = self.json(&json!({ "error": { "code": "input", "message": what } }));
        }
        self.note(&format!("error: {what}"));
        if let Some(next) = next {
            self.note(&format!("hint: {next}"));
        }
    }

    /// Says what went wrong and what to do.
    pub fn failure(&self, failure: &Failure) {
        if self.json {
            let mut error = json!(failure);
            error["message"] = json!(failure.to_string());
            let _ = self.json(&json!({ "error": error }));
        }
        self.note(&format!("error: {failure}"));
        for line in words::details(failure) {
            self.note(&format!("  {line}"));
        }
        if let Some(next) = words::next_step(failure) {
            self.note(&format!("hint: {next}"));
        }
    }
}

/// Text without what terminals obey: escape sequences and the characters that reorder text.
fn harmless(text: &str) -> String {
    let obeyed = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if obeyed(c) { '·' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_cannot_take_the_terminal_over() {
        assert_eq!(harmless("a\u{1b}[2Jb\u{7}\n\tc\u{202e}d"), "a·[2Jb·\n\tc·d");
    }
}
