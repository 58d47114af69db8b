//! One program, from start to end: how long, and how much memory at most.
//!
//! A process of its own starts the program, because the kernel counts memory for all children together and the run
//! has many. What the program prints goes nowhere, or to a file when somebody wants to look at it.

use std::ffi::OsString;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, bail};
use nix::sys::resource::{UsageWho, getrusage};
use serde::{Deserialize, Serialize};

use super::MEASURE;

/// What one run of a program took.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Sample {
    pub milliseconds: f64,
    /// Of its largest process.
    pub peak_kilobytes: f64,
}

/// A program with its arguments and environment.
#[derive(Clone, Debug)]
pub struct Program {
    pub words: Vec<OsString>,
    pub environment: Vec<(&'static str, OsString)>,
}

impl Program {
    pub fn new(words: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self { words: words.into_iter().map(Into::into).collect(), environment: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    /// Runs it to its end; what it prints goes to `output`.
    pub fn sample(&self, output: &Path) -> anyhow::Result<Sample> {
        let measured = Command::new(std::env::current_exe()?)
            .arg(MEASURE)
            .arg(output)
            .args(&self.words)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .output()
            .context("starting the measuring process")?;
        if !measured.status.success() {
            bail!("{:?} failed: {}", self.words, String::from_utf8_lossy(&measured.stderr).trim());
        }
        serde_json::from_slice(&measured.stdout).context("reading the measuring process")
    }
}

/// The measuring process: `<file for the output> <program> <arguments…>`.
pub fn measure_and_print(arguments: &[String]) -> anyhow::Result<()> {
    let [output, program, rest @ ..] = arguments else { bail!("measure: what?") };
    let mut command = Command::new(program);
    command.args(rest).stdin(Stdio::null()).stdout(File::create(output)?);
    let start = Instant::now();
    let status = command.spawn().with_context(|| format!("starting {program}"))?.wait()?;
    let took = start.elapsed();
    if !status.success() {
        bail!("{program} ended with {status}");
    }
    let peak_kilobytes = getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss() as f64;
    let sample = Sample { milliseconds: took.as_secs_f64() * 1000.0, peak_kilobytes };
    serde_json::to_writer(std::io::stdout(), &sample).context("printing the sample")
}
