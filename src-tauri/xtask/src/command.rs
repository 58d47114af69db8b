//! Running other programs, seen or heard.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail, ensure};

/// Cargo, the one that runs us.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").as_deref().unwrap_or(OsStr::new("cargo")));
    command.current_dir(root);
    // What it told us about ourselves: build scripts that watch these would run again, and half the workspace with them.
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command whose output is seen; an error when it fails.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    eprintln!("> {}", shown(command));
    let status = command.status().with_context(|| format!("starting {}", shown(command)))?;
    ensure!(status.success(), "{} ended with {status}", shown(command));
    Ok(())
}

/// What a command prints, without the white space around it; an error when it fails.
pub fn output_of(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("starting {}", shown(command)))?;
    if !output.status.success() {
        bail!("{} failed: {}", shown(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// What a command printed while it was seen, and whether it succeeded.
pub struct Heard {
    /// Standard output and standard error, interleaved as they came.
    pub text: String,
    /// The command's own verdict.
    pub succeeded: bool,
}

/// Runs a command whose output is seen and kept.
pub fn hear(command: &mut Command) -> anyhow::Result<Heard> {
    eprintln!("> {}", shown(command));
    let (reader, writer) = std::io::pipe().context("opening a pipe")?;
    command.stdout(writer.try_clone()?).stderr(writer).stdin(Stdio::null());
    let started = command.spawn();
    // The command keeps the pipe's writing ends: without this, reading would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = started.with_context(|| format!("starting {}", shown(command)))?;

    let mut text = String::new();
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        // Nobody may be listening; the verdict does not depend on it.
        let _ = std::io::stderr().write_all(&line);
        text.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    Ok(Heard { text, succeeded: child.wait()?.success() })
}

/// A command on one line.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hears_both_streams_and_the_verdict() {
        let heard = hear(Command::new("sh").args(["-c", "echo out; echo err >&2; exit 3"])).unwrap();
        assert_eq!((heard.text.as_str(), heard.succeeded), ("out\nerr\n", false));
    }

    #[test]
    fn names_the_command_that_is_not_there() {
        let error = run(&mut Command::new("hitchpost-no-such-program")).unwrap_err();
        assert!(error.to_string().contains("starting hitchpost-no-such-program"), "{error}");
    }
}
