//! The official conformance suite against our client and our server: both revisions it scores, and signing in the way of
//! 2025-03-26.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;

use crate::command::{cargo, hear, run as run_command};

use super::node;
use super::tally::Tally;

/// What the suite is asked to run against the client, and the folder its findings go to.
const CLIENT_RUNS: &[(&[&str], &str)] = &[
    (&["--requirements", "2026-07-28"], "2026-07-28"),
    (&["--requirements", "2025-11-25"], "2025-11-25"),
    (&["--suite", "backcompat", "--spec-version", "2025-03-26"], "2025-03-26"),
];

/// What it is asked to run against the server.
const SERVER_RUNS: &[&str] = &["2026-07-28", "2025-11-25"];

const EXPECTED: &str = "tests/conformance/expected-failures.yml";

/// Every scenario that is not expected to fail must pass, and nothing that passes may be expected to fail.
pub fn run(root: &Path) -> anyhow::Result<Tally> {
    run_command(cargo(root).args(["build", "--locked", "--workspace", "--bins"]))?;
    let expected = std::fs::read_to_string(root.join(EXPECTED)).context(EXPECTED)?;
    let client = root.join("target/debug/conformance-client");
    let clients = CLIENT_RUNS.iter().map(|(arguments, name)| {
        let mut suite = suite(root, "client", name);
        suite.args(*arguments).arg("--command").arg(&client);
        judge(&mut suite, &expected)
    });
    let clients: Tally = clients.sum::<anyhow::Result<Tally>>()?;
    let servers: Tally = SERVER_RUNS
        .iter()
        .map(|revision| against_server(root, revision, &expected))
        .sum::<anyhow::Result<Tally>>()?;
    Ok(clients + servers)
}

/// Runs the suite against a server of its own.
fn against_server(root: &Path, revision: &str, expected: &str) -> anyhow::Result<Tally> {
    let mut command = Command::new(root.join("target/debug/conformance-server"));
    let mut server =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("conformance-server")?;
    let mut address = String::new();
    let said = server.stdout.take().context("the server's output")?;
    BufReader::new(said).read_line(&mut address)?;
    let mut suite = suite(root, "server", &format!("server-{revision}"));
    suite.args(["--url", address.trim(), "--requirements", revision]);
    let tally = judge(&mut suite, expected);
    // It ends with its input.
    drop(server.stdin.take());
    server.wait()?;
    tally
}

/// The suite, told which half to test and where to leave its findings.
fn suite(root: &Path, half: &str, findings: &str) -> Command {
    let mut suite = node(root);
    suite
        .arg("tests/node_modules/@modelcontextprotocol/conformance/dist/index.js")
        .arg(half)
        .arg("--expected-failures")
        .arg(root.join(EXPECTED))
        .arg("-o")
        .arg(root.join("target/conformance").join(findings));
    suite
}

fn judge(suite: &mut Command, expected: &str) -> anyhow::Result<Tally> {
    let heard = hear(suite)?;
    let tally = tally(&heard.text, expected)?;
    // Stale expectations are in the suite's own verdict.
    Ok(tally.judged(heard.succeeded && tally.passed > 0))
}

/// Counts the summary's lines, such as `✓ auth/basic-cimd: 12 passed, 0 failed`. The suite itself lets any scenario
/// fail that it does not score.
fn tally(summary: &str, expected: &str) -> anyhow::Result<Tally> {
    let scenarios = |mark: &'static str| {
        summary
            .lines()
            .filter_map(move |line| line.strip_prefix(mark)?.split_once(": "))
            .map(|(name, _)| name)
    };
    let is_expected = |name: &str| expected.lines().any(|line| line.trim().strip_prefix("- ") == Some(name));
    let failed = scenarios("✗ ").filter(|name| !is_expected(name)).count();
    Ok(Tally { passed: scenarios("✓ ").count().try_into()?, failed: failed.try_into()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_counts_unless_it_is_expected() {
        let summary = "✓ a: 2 passed, 0 failed\n  ✓ a (extension)\n✗ b/c: 1 passed, 3 failed\n✗ d: 0 passed, 1 failed\n";
        let Tally { passed, failed } = tally(summary, "client:\n  - d\n").unwrap();
        assert_eq!((passed, failed), (1, 1));
    }
}
