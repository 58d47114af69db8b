//! What travelled, for who asked with `--trace`: secrets masked, to standard error.

use hitchpost_core::App;
use hitchpost_core::call::Direction;
use hitchpost_core::wire::{LogKind, WireDetail, WireQuery};

use crate::exit::Stop;
use crate::output::Output;

/// Prints everything that travelled since the start.
pub async fn print(app: &App, output: &Output) -> Result<(), Stop> {
    let page = app.wire(WireQuery { limit: u32::MAX, ..WireQuery::default() }).await?;
    for entry in page.entries {
        for line in lines(&app.wire_entry(entry.seq).await?) {
            output.note(&line);
        }
    }
    if page.dropped > 0 {
        output.note(&format!("({} earlier lines are not kept)", page.dropped));
    }
    Ok(())
}

fn lines(detail: &WireDetail) -> Vec<String> {
    let entry = &detail.entry;
    let arrow = match (entry.kind, entry.direction) {
        (LogKind::Lifecycle, _) => '·',
        (_, Direction::Sent) => '↑',
        (_, Direction::Received) => '↓',
    };
    // What goes through pipes has no request line.
    let head = match entry.head.as_str() {
        "" => entry.method.as_deref().unwrap_or_default(),
        head => head,
    };
    let mut title = format!("{arrow} {head}");
    if let (Some(status), LogKind::Oauth) = (entry.status, entry.kind) {
        title.push_str(&format!(" → {status}"));
    }
    if let Some(ms) = entry.ms {
        title.push_str(&format!(" ({ms} ms)"));
    }
    let mut lines = vec![title];
    lines.extend(detail.headers.iter().map(|(name, value)| format!("  {name}: {value}")));
    // The head of a line of output is the line.
    let body = detail.body.as_deref().filter(|body| body.trim_end() != entry.head);
    lines.extend(body.into_iter().flat_map(str::lines).map(|line| format!("  {line}")));
    lines
}
