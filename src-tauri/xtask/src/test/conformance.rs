//! The official conformance suite against our client, for both revisions it scores.

use std::path::Path;

use crate::command::{cargo, hear, run as run_command};

use super::node;
use super::tally::Tally;

/// The revisions the suite has requirement sets for.
const REVISIONS: &[&str] = &["2026-07-28", "2025-11-25"];

/// Every scored scenario that is not expected to fail must pass, and nothing that passes may be expected to fail.
pub fn run(root: &Path) -> anyhow::Result<Tally> {
    run_command(cargo(root).args(["build", "--locked", "--workspace", "--bins"]))?;
    REVISIONS.iter().map(|revision| requirements(root, revision)).sum()
}

fn requirements(root: &Path, revision: &str) -> anyhow::Result<Tally> {
    let heard = hear(
        node(root)
            .arg("tests/node_modules/@modelcontextprotocol/conformance/dist/index.js")
            .args(["client", "--requirements", revision, "--command"])
            .arg(root.join("target/debug/conformance-client"))
            .arg("--expected-failures")
            .arg(root.join("tests/conformance/expected-failures.yml"))
            .arg("-o")
            .arg(root.join("target/conformance").join(revision)),
    )?;
    let passed = heard.text.lines().filter(|line| line.starts_with("✓ ")).count();
    // Unexpected failures and stale expectations are in the suite's own verdict.
    Ok(Tally { passed: u32::try_from(passed)?, failed: 0 }.judged(heard.succeeded && passed > 0))
}
