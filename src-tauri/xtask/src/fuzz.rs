//! `cargo xtask fuzz`: throws random input at the parsers that read what servers send.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::command::{cargo, output_of, run as run_command};
use crate::install;

/// The parsers, by the files in `fuzz/fuzz_targets`.
const TARGETS: [&str; 4] = ["sse", "envelope", "header", "challenge"];

/// The fuzzer; the version this command was written for.
const CARGO_FUZZ: &str = "0.13.1";

/// As long as each target runs unless told.
const MINUTES: u32 = 10;

/// Runs the named targets, or all, one after the other. Stops at the first finding, which cargo-fuzz describes.
pub fn run(root: &Path, arguments: &[String]) -> anyhow::Result<()> {
    let (mut targets, mut minutes) = (Vec::new(), MINUTES);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--minutes" => {
                let number = arguments.next().context("--minutes wants a number")?;
                minutes = number.parse().with_context(|| format!("{number} is no number of minutes"))?;
            }
            name => match TARGETS.into_iter().find(|target| *target == name) {
                Some(target) => targets.push(target),
                None => bail!("there is no target {name}; the targets are {}", TARGETS.join(", ")),
            },
        }
    }
    install::debian(&[install::COMPILER])?;
    if output_of(cargo(root).args(["fuzz", "--version"])).is_err() {
        run_command(cargo(root).args(["install", "cargo-fuzz", "--locked", "--version", CARGO_FUZZ]))?;
    }
    let targets = if targets.is_empty() { TARGETS.to_vec() } else { targets };
    for target in &targets {
        run_command(&mut fuzzer(root, target, minutes)?)?;
    }
    println!("{} targets, {minutes} minutes each, nothing found", targets.len());
    Ok(())
}

fn fuzzer(root: &Path, target: &str, minutes: u32) -> anyhow::Result<Command> {
    let (corpus, seeds) = (format!("fuzz/corpus/{target}"), format!("fuzz/seeds/{target}"));
    std::fs::create_dir_all(root.join(&corpus)).with_context(|| format!("creating {corpus}"))?;
    let mut command = cargo(root);
    // Sanitizers are not stable yet; the compiler that builds the application has them all the same.
    command.env("RUSTC_BOOTSTRAP", "1").args(["fuzz", "run", target, &corpus, &seeds, "--"]);
    command.arg(format!("-max_total_time={}", minutes * 60)).args([
        "-rss_limit_mb=2048",
        "-timeout=10",
        "-print_final_stats=1",
    ]);
    Ok(command)
}
