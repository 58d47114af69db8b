//! Where results and errors go: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};

use hitchpost_core::connection::is_invisible;
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

    /// Writes a result as JSON. On a terminal, what JSON allows and terminals obey is written as `\u` escapes.
    pub fn json(&self, value: &impl Serialize) -> io::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        if self.is_terminal {
            out.write_all(escaped(&serde_json::to_string_pretty(value)?).as_bytes())?;
        } else {
            serde_json::to_writer_pretty(&mut out, value)?;
        }
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
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| one_line(cell)).collect()).collect();
        let width = |column: usize| {
            let cells = rows.iter().chain([&head]).filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..head.len()).map(width).collect();
        let mut table = String::new();
        for row in [&head].into_iter().chain(&rows) {
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

    /// Says what is wrong with the input, or with what it was read from.
    pub fn error(&self, what: &str) {
        if self.json {
            self.json_error(what);
        }
        self.note(&format!("error: {what}"));
    }

    /// The same for a program. An output that is gone has nobody to tell.
    pub fn json_error(&self, what: &str) {
        let _ = self.json(&json!({ "error": { "code": "input", "message": what } }));
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

/// Text without what terminals obey or nobody sees: escape sequences, characters that reorder or hide text.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if is_obeyed(c) && !matches!(c, '\n' | '\t') { '·' } else { c }).collect()
}

/// One cell of a table: line breaks and tabs would break its rows, wherever they are written to.
fn one_line(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}

/// JSON that says the same and holds nothing a terminal obeys. Such characters stand in strings only.
fn escaped(json: &str) -> String {
    let mut units = [0; 2];
    json.chars().fold(String::with_capacity(json.len()), |mut text, c| {
        match is_obeyed(c) && c != '\n' {
            true => text.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}"))),
            false => text.push(c),
        }
        text
    })
}

fn is_obeyed(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_cannot_take_the_terminal_over() {
        for (sent, shown) in [
            ("a\u{1b}[2Jb\u{7}\n\tc\u{202e}d", "a·[2Jb·\n\tc·d"),
            ("\u{9b}2J\u{7f}", "·2J·"),
            ("pay\u{200b}pal\u{feff}", "pay·pal·"),
            ("\u{200e}\u{200f}\u{61c}\u{202a}\u{2066}\u{2069}", "······"),
            ("a\u{e0041}\u{e007f}", "a··"),
            ("日本 é 😀", "日本 é 😀"),
        ] {
            assert_eq!(harmless(sent), shown, "{sent:?}");
        }
    }

    #[test]
    fn a_cell_stays_in_its_row() {
        assert_eq!(one_line("a\nb\tc\r\u{1b}d"), "a·b·c··d");
    }

    #[test]
    fn json_on_a_terminal_means_the_same() {
        let text = "a\u{1b}\u{9b}\u{202e}\u{200b}\u{e0041}\u{7f} é😀\n";
        let json = escaped(&serde_json::to_string_pretty(&json!({ "text": text })).unwrap());
        assert!(json.chars().all(|c| c == '\n' || !is_obeyed(c)), "{json}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["text"], text);
    }
}
