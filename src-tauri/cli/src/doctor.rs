//! `hitchpost doctor` and `hitchpost health`.

use hitchpost_core::App;
use hitchpost_core::connection::{HealthReport, ProbeReport, ProbeStep, StepKind, StepOutcome};

use crate::command::{Doctor, Health};
use crate::exit::{Code, Stop};
use crate::output::Output;
use crate::words;

/// Walks the way to a server, and shows every step with what was found. Ctrl-C ends it.
pub async fn diagnose(app: &App, output: &Output, options: &Doctor) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    let walking = app.diagnose("doctor".to_owned(), connection.id);
    let report = tokio::select! {
        report = walking => report?,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted?;
            return Ok(Code::Cancelled);
        }
    };
    let code = report.failure.as_ref().map_or(Code::Done, Code::from);
    if output.is_json() {
        output.json(&report)?;
    } else {
        show(output, &report)?;
    }
    Ok(code)
}

fn show(output: &Output, report: &ProbeReport) -> Result<(), Stop> {
    output.line(&report.url)?;
    let rows: Vec<Vec<String>> = report.steps.iter().map(row).collect();
    output.table(&["STEP", "RESULT", "TIME", "FOUND"], &rows)?;
    if let Some(failure) = &report.failure {
        output.note(&format!("problem: {failure}"));
        for line in words::details(failure) {
            output.note(&format!("  {line}"));
        }
        if let Some(next) = words::next_step(failure) {
            output.note(&format!("hint: {next}"));
        }
    }
    Ok(())
}

fn row(step: &ProbeStep) -> Vec<String> {
    let kind = match step.kind {
        StepKind::Address => "address",
        StepKind::Network => "network",
        StepKind::Tls => "tls",
        StepKind::Handshake => "handshake",
        StepKind::Authorization => "authorization",
        StepKind::Capabilities => "capabilities",
    };
    let outcome = match step.outcome {
        StepOutcome::Passed => "good",
        StepOutcome::Skipped => "skipped",
        StepOutcome::Failed => "failed",
        StepOutcome::NotReached => "-",
    };
    let time = step.ms.map(|ms| format!("{ms} ms")).unwrap_or_default();
    vec![kind.to_owned(), outcome.to_owned(), time, step.facts.join("; ")]
}

/// Says how a connection is right now. Anything but an answer of its server ends with the code of its reason.
pub async fn health(app: &App, output: &Output, options: &Health) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    let health = app.health(connection.id).await?;
    if output.is_json() {
        output.json(&health)?;
    } else {
        output.line(&line(&connection.name, &health))?;
    }
    if let (Some(failure), false) = (&health.reason, output.is_json()) {
        output.note(&format!("reason: {failure}"));
        if let Some(next) = words::next_step(failure) {
            output.note(&format!("hint: {next}"));
        }
    }
    Ok(match (&health.reason, health.reachable) {
        (_, true) => Code::Done,
        (Some(failure), false) => Code::from(failure),
        (None, false) => Code::NotFound,
    })
}

fn line(name: &str, health: &HealthReport) -> String {
    let mut parts = vec![health.status.replace('_', " ")];
    parts.extend(health.tool_count.map(|tools| match tools {
        0 => "lists no tools".to_owned(),
        1 => "1 tool".to_owned(),
        _ => format!("{tools} tools"),
    }));
    parts.extend(health.latency_ms.map(|ms| format!("{ms} ms")));
    parts.extend(health.protocol.as_ref().map(|protocol| format!("MCP {protocol}")));
    format!("{name}: {}", parts.join(", "))
}
