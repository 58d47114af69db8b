//! The figures as a page of Markdown.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;

use super::figures::{Row, Side, Table};
use super::plan::Plan;
use super::{machine, versions};

const INTRODUCTION: &str = "\
# Performance

`cargo xtask bench` wrote this page. It installs the peers from their registries, builds everything, and measures all
programs against one fast local server in one run. `cargo xtask bench w1 w5 --rounds 5` measures a part and prints it.

Every program runs once per round, round after round, starting with another one each time: a slow minute of the machine
hits all of them. The figures are medians, with the fastest and the slowest run beside them. Each program runs once
before, uncounted, and what it prints is checked. Times differ from machine to machine; the ratios hold better.

The *floor* is the least a client can do: hyper, one connection, requests written as text, answers borrowed from the
received bytes. For the window it is a Tauri application with an empty page. All clients speak 2026-07-28.
Programs written in Rust are release builds; the floor and the server are optimised for speed, ours as it is shipped.
A program that is too slow for the full number of rounds runs at least three times. Peak memory is that of the largest
process of a program.
";

/// The whole page.
pub fn markdown(root: &Path, plan: &Plan, tables: &[Table]) -> anyhow::Result<String> {
    let mut page = INTRODUCTION.to_owned();
    let _ = write!(page, "\nMachine: {}. Rounds: {}.\n", machine::shape(), plan.rounds);
    if plan.debug {
        page.push_str("\n**Built without optimisation: these figures say nothing about the product.**\n");
    }
    page.push_str("\n| program | version |\n|---|---|\n");
    for (name, version) in versions::all(root)? {
        let _ = writeln!(page, "| {name} | {version} |");
    }
    let mut last = None;
    for table in tables {
        if last.replace(table.workload) != Some(table.workload) {
            let workload = table.workload;
            let _ = write!(page, "\n## {workload}: {}\n\n{}\n", workload.title(), workload.about());
        }
        page.push('\n');
        write_table(&mut page, table);
    }
    Ok(page)
}

/// Puts the page into the repository.
pub fn save(root: &Path, page: &str) -> anyhow::Result<()> {
    let file = root.join("docs/performance.md");
    std::fs::create_dir_all(root.join("docs"))?;
    std::fs::write(&file, page).with_context(|| format!("writing {}", file.display()))
}

fn write_table(page: &mut String, table: &Table) {
    if !table.caption.is_empty() {
        let _ = write!(page, "**{}**\n\n", table.caption);
    }
    let unit = table.unit.name();
    let with_memory = table.rows.iter().any(|row| row.memory.is_some());
    let has_peers = table.best_peer().is_some();
    let mut head = format!("| program | median, {unit} | min – max | ÷ floor |");
    if has_peers {
        head.push_str(" ÷ best peer |");
    }
    if with_memory {
        head.push_str(" peak memory, MB |");
    }
    head.push_str(" runs |");
    let columns = head.matches('|').count() - 1;
    let _ = writeln!(page, "{head}\n|---|{}", "--:|".repeat(columns - 1));
    for row in sorted(table) {
        let _ = write!(page, "| {} |", row.name);
        write_figures(page, table, row, has_peers, with_memory);
    }
}

fn write_figures(page: &mut String, table: &Table, row: &Row, has_peers: bool, with_memory: bool) {
    let (Some(median), Some((least, most))) = (row.samples.median(), row.samples.range()) else {
        let reason = row.failure.as_deref().unwrap_or("not measured");
        let _ = writeln!(page, " {} |", reason.replace(['|', '\n'], " "));
        return;
    };
    let ratio = |base: Option<f64>| base.map_or_else(|| "–".to_owned(), |base| rounded(median / base));
    let _ = write!(
        page,
        " {} | {} – {} | {} |",
        rounded(median),
        rounded(least),
        rounded(most),
        ratio(table.floor())
    );
    if has_peers {
        let _ = write!(page, " {} |", ratio(table.best_peer()));
    }
    if with_memory {
        let peak = row.memory.as_ref().and_then(super::figures::Samples::median);
        let _ = write!(page, " {} |", peak.map_or_else(|| "–".to_owned(), rounded));
    }
    let _ = writeln!(page, " {} |", row.samples.len());
}

/// The floor, ours, then the peers from the best to the worst.
fn sorted(table: &Table) -> Vec<&Row> {
    let mut rows: Vec<&Row> = table.rows.iter().collect();
    let badness = |row: &Row| {
        let median = row.samples.median().unwrap_or(f64::INFINITY);
        if table.unit.more_is_better() { -median } else { median }
    };
    let place = |row: &Row| match row.side {
        Side::Floor => 0,
        Side::Ours => 1,
        Side::Peer => 2,
    };
    rows.sort_by(|a, b| place(a).cmp(&place(b)).then(badness(a).total_cmp(&badness(b))));
    rows
}

/// Three digits that count.
fn rounded(value: f64) -> String {
    match value.abs() {
        size if size >= 999.5 => with_thousands(value.round()),
        size if size >= 99.95 => format!("{value:.0}"),
        size if size >= 9.995 => format!("{value:.1}"),
        size if size >= 0.9995 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

fn with_thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::figures::Unit;
    use super::super::plan::Workload;
    use super::*;

    #[test]
    fn figures_keep_three_digits_that_count() {
        let texts = [0.0994, 2.118, 12.66, 567.8, 999.7, 33_812.4, 1_234_567.0].map(rounded);
        assert_eq!(texts, ["0.099", "2.12", "12.7", "568", "1,000", "33,812", "1,234,567"]);
    }

    #[test]
    fn a_table_shows_the_floor_ours_and_the_peers_from_best_to_worst() {
        let row = |name: &str, side, value: f64| Row {
            name: name.to_owned(),
            side,
            samples: [value, value * 2.0, value * 3.0].into_iter().collect(),
            memory: None,
            failure: None,
        };
        let failed = Row {
            samples: Default::default(),
            failure: Some("gone".to_owned()),
            ..row("failed", Side::Peer, 1.0)
        };
        let rows = vec![
            row("slow", Side::Peer, 50.0),
            failed,
            row("fast", Side::Peer, 5.0),
            row("ours", Side::Ours, 2.0),
            row("floor", Side::Floor, 1.0),
        ];
        let table = Table { workload: Workload::W3, caption: String::new(), unit: Unit::Milliseconds, rows };
        let mut page = String::new();
        write_table(&mut page, &table);
        assert_eq!(
            page,
            "| program | median, ms | min – max | ÷ floor | ÷ best peer | runs |\n\
             |---|--:|--:|--:|--:|--:|\n\
             | floor | 2.00 | 1.00 – 3.00 | 1.00 | 0.200 | 3 |\n\
             | ours | 4.00 | 2.00 – 6.00 | 2.00 | 0.400 | 3 |\n\
             | fast | 10.0 | 5.00 – 15.0 | 5.00 | 1.00 | 3 |\n\
             | slow | 100 | 50.0 – 150 | 50.0 | 10.0 | 3 |\n\
             | failed | gone |\n"
        );
    }
}
